"""Documents, their topics and their log. This app knows no sport."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone

from scores.live.patches import State, diff, without_nulls
from scores.live.queries import Related, Repeated, insert_all, update_all

GONE: State = {"gone": True}
SAMPLES_KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class Draft:
    """A document as it should be now. `build` runs after the document is locked, so that a shared one is built right.

    `build` returns None when the document is to end; `topics` is then ignored.
    """

    name: str
    topics: Collection[str]
    build: Callable[[], State | None]


class DocumentQuerySet(models.QuerySet["Document"]):
    def in_topic(self, topic: str) -> Self:
        return self.filter(topic_rows__topic=topic).order_by("name")

    def locked(self, names: Iterable[str]) -> dict[str, Document]:
        """Lock documents, always in name order so that two transactions never wait for each other in a circle."""
        wanted = sorted(names)
        found = _locked(wanted)
        if missing := [name for name in wanted if name not in found]:
            # Another transaction may make the same document at the same time; whoever comes second waits for it here.
            self.model.objects.bulk_create([self.model(name=name) for name in missing], ignore_conflicts=True)
            found = _locked(wanted)
        return found

    def advance(self, drafts: Sequence[Draft], *, source: str, reason: str = "") -> list[Update]:
        """Store each draft that differs from what its document holds, and log the update. No difference, no update.

        Runs in the caller's transaction.
        """
        documents = self.locked(draft.name for draft in drafts)
        at = timezone.now()
        updates = []
        for draft in sorted(drafts, key=lambda draft: draft.name):
            update = documents[draft.name].advance(draft, source=source, reason=reason, at=at)
            if update is not None:
                updates.append(update)
        self._store([documents[update.document] for update in updates], updates)
        if unborn := [name for name, document in documents.items() if document.sequence == 0]:
            self.filter(name__in=unborn).delete()  # they were to end, and never began
        return updates

    def _store(self, changed: list[Document], updates: list[Update]) -> None:
        update_all(changed, ["sequence", "state", "topics", "at"])
        insert_all(updates)
        moved = [document for document in changed if document.topics_moved]
        if moved:
            Topic.objects.filter(document__in=moved).delete()
            Topic.objects.bulk_create(
                [Topic(document=document, topic=topic) for document in moved for topic in document.topics]
            )


class Document(models.Model):
    """A JSON object that readers see, at its newest state. The row is the counter of its sequence."""

    name = models.CharField(max_length=64, unique=True)
    sequence = models.PositiveBigIntegerField(default=0)
    state = models.JSONField(default=dict)
    topics = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    topics_moved = False

    def __str__(self) -> str:
        return f"{self.name} at {self.sequence}"

    def advance(self, draft: Draft, *, source: str, reason: str, at: datetime) -> Update | None:
        """Take the draft's state; return the update to log, or None when nothing differs. Saves nothing."""
        built = draft.build()
        state = GONE if built is None else without_nulls(built)
        topics = [] if built is None else sorted(set(draft.topics))
        if built is None and self.sequence == 0:
            return None
        before, entered = set(self.topics), set(topics) - set(self.topics)
        patch = diff(self.state, state)
        if not patch and not entered and before == set(topics):
            return None
        self.topics_moved = before != set(topics)
        self.sequence, self.state, self.topics, self.at = self.sequence + 1, state, topics, at
        return Update(
            document=self.name,
            sequence=self.sequence,
            at=at,
            source=source,
            reason=reason,
            patch=patch,
            topics=sorted(before | set(topics)),
            state=state if entered else None,
        )


COLUMNS = Related(Document)
LOCK = Repeated(
    str,
    lambda names: (
        Document.objects.select_for_update().filter(name__in=names).order_by("name").values_list(*COLUMNS.columns)
    ),
)


def _locked(names: Sequence[str]) -> dict[str, Document]:
    return {document.name: document for document in map(COLUMNS.instance, LOCK.rows(names))}


class Topic(models.Model):
    """One topic of one document: what a reader of the topic is shown."""

    topic = models.CharField(max_length=64)
    document = models.ForeignKey(Document, models.CASCADE, related_name="topic_rows")

    class Meta:
        constraints = [UniqueConstraint(fields=["topic", "document"], name="topic_once")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.document_id}"


class UpdateQuerySet(models.QuerySet["Update"]):
    def of(self, document: str, *, after: int = 0) -> Self:
        return self.filter(document=document, sequence__gt=after).order_by("sequence")


class Update(models.Model):
    """One line of a document's log: the patch that took its state to `sequence`.

    `topics` are those before and after, so that a document that moves is seen to leave. `state` is the whole
    new state where the update brought the document to a topic whose readers cannot have what the patch applies to.
    """

    document = models.CharField(max_length=64)  # its name
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_index=True)
    source = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)
    patch = models.JSONField()
    topics = models.JSONField()
    state = models.JSONField(null=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["document", "sequence"]
        constraints = [UniqueConstraint(fields=["document", "sequence"], name="update_sequence")]

    def __str__(self) -> str:
        return f"{self.document} to {self.sequence}"


class SampleQuerySet(models.QuerySet["Sample"]):
    def add(self, process: str, readers: int, delays: Sequence[int]) -> None:
        """Store one, and forget those that nobody asks for any more."""
        now = timezone.now()
        self.create(process=process, at=now, readers=readers, delays=delays)
        self.filter(at__lt=now - SAMPLES_KEPT).delete()


class Sample(models.Model):
    """What the readers of one process experienced for some seconds, up to `at`."""

    process = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)
    readers = models.PositiveIntegerField()
    delays = models.JSONField()  # experience.Counts

    objects = SampleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.readers} readers at {self.at:%H:%M:%S}"
