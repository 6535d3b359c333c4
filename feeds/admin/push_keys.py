"""Keys to push with: made here, shown once, revoked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from feeds.admin.watched import FeedAdmin
from feeds.ingest import source_of
from feeds.models import PushKey
from feeds.push.signing import fingerprint_of, secret_of
from feeds.push.sources import provider_of, why_not

if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Any]
else:
    AnyModelForm = forms.ModelForm


class KeyForm(AnyModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_new = self.instance.pk is None and {"source", "format"} <= cleaned.keys()
        if is_new and (trouble := why_not(cleaned["source"], cleaned["format"])):
            self.add_error("source", trouble)
        return cleaned


@admin.register(PushKey)
class PushKeyAdmin(FeedAdmin):
    form = KeyForm
    change_form_template = "admin/feeds/pushkey/change_form.html"
    list_display = ("source", "key_id", "state", "format", "may_create", "note", "made_at", "last_used_at")
    list_filter = ("source", "format")
    search_fields = ("source", "key_id", "note")
    actions = ("revoke_selected",)
    made = ("source", "format", "may_create", "note")  # what is asked of a new key
    kept = ("source", "key_id", "format", "state", "made_at", "last_used_at")  # what stays as it was made

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.kept, "may_create", "note") if obj else self.made

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.kept if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A key is revoked: who could write, and until when, stays known."""
        return False

    @admin.display(description="State")
    def state(self, key: PushKey) -> str:
        if key.revoked_at:
            return f"revoked on {timezone.localtime(key.revoked_at):%Y-%m-%d at %H:%M}"
        return "in use" if key.fingerprint == fingerprint_of(key.key_id) else "void: SECRET_KEY has changed since"

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        assert isinstance(obj, PushKey)
        obj.fingerprint = obj.fingerprint or fingerprint_of(obj.key_id)
        obj.save()
        source_of(provider_of(obj))  # whose precedence can be set before it first speaks

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The secret stands in this answer and nowhere else: no session, no message, no row holds it."""
        context = {
            **self.admin_site.each_context(request),
            "title": "The secret of the new key",
            "opts": self.opts,
            "key": obj,
            "secret": secret_of(obj.key_id),
            "address": request.build_absolute_uri(reverse("push")),
        }
        return TemplateResponse(request, "admin/feeds/pushkey/secret.html", context)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_revoke" not in request.POST:
            return super().response_change(request, obj)
        self.revoke_selected(request, PushKey.objects.filter(pk=obj.pk))
        return HttpResponseRedirect(request.path)

    @admin.action(description="Revoke these keys", permissions=["change"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[PushKey]) -> None:
        keys = list(queryset.filter(revoked_at=None))
        for key in keys:
            PushKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
            self.log_change(request, key, "Revoked.")
            self.message_user(request, f"{key} is revoked: nothing that is signed with it is taken any more.")
        if not keys:
            self.message_user(request, "These keys were revoked before.", messages.WARNING)
