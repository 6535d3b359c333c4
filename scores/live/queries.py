"""Queries that every change asks. To build one from its models takes Django longer than the database to answer it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import BooleanField, Field, FloatField, JSONField, Model, OuterRef, QuerySet, Subquery, TextField

Row = Sequence[Any]
REMEMBERED = 64  # keys: a season that comes in asks for thousands at once, and once


class Repeated:
    """A `values_list` of the rows that some keys, of one kind, name. Its SQL is built once for each number of keys."""

    def __init__(self, kind: type[int] | type[str], query: Callable[[list[Any]], QuerySet[Any, Any]]) -> None:
        self._kind = kind
        self._query = query
        self._built: dict[tuple[str, int], _Built] = {}

    def rows(self, keys: Sequence[int] | Sequence[str]) -> list[Row]:
        if not keys:
            return []
        built = self._built.get((connection.vendor, len(keys))) or self._build(len(keys))
        with connection.cursor() as cursor:
            cursor.execute(built.sql, [keys[each] if each is not None else value for each, value in built.parameters])
            rows = cursor.fetchall()
        return list(built.converted(rows)) if built.converters else rows

    def _build(self, number: int) -> _Built:
        stand_ins = [self._kind(-1 - place) for place in range(number)]  # no row has such a key
        compiler = self._query(stand_ins).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = {stand_in: place for place, stand_in in enumerate(stand_ins)}
        converters = compiler.get_converters([selected[0] for selected in compiler.select])
        built = _Built(sql, [(places.get(each), each) for each in parameters], converters)
        if number <= REMEMBERED:
            self._built[connection.vendor, number] = built
        return built


@dataclass(frozen=True)
class _Built:
    sql: str
    parameters: list[tuple[int | None, Any]]  # the place of the key that stands here, or None and a value
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]

    def converted(self, rows: list[Row]) -> Iterator[Row]:
        """As the fields of the models have it: SQLite knows neither truth nor time."""
        for row in rows:
            values = list(row)
            for place, (converters, expression) in self.converters.items():
                for convert in converters:
                    values[place] = convert(values[place], expression, connection)
            yield values


class Related:
    """The columns of a model and of those it points to, and the instances that a row of them makes."""

    def __init__(self, model: type[Model], *paths: str) -> None:
        self._parts: list[tuple[str, type[Model], list[str]]] = []
        self.columns: list[str] = []
        for path in ("", *paths):
            of = model
            for step in filter(None, path.split("__")):
                of = of._meta.get_field(step).related_model  # type: ignore[assignment]
            names = [field.attname for field in of._meta.concrete_fields]
            self._parts.append((path, of, names))
            self.columns += [f"{path}__{name}" if path else name for name in names]

    def instance(self, row: Row) -> Any:
        made: dict[str, Any] = {}
        start = 0
        for path, model, names in self._parts:
            values = row[start : start + len(names)]
            start += len(names)
            made[path] = None if values[0] is None else model.from_db(DEFAULT_DB_ALIAS, names, values)
            parent, _, name = path.rpartition("__")
            if name:
                setattr(made[parent], name, made[path])
        return made[""]


class Listed(Subquery):
    """Columns of the rows of another query, in no order, as one column of the row that they belong to."""

    output_field = TextField()
    # In JSON, SQLite has 15 digits of a number, no truth, and what is JSON already as a text.
    sqlite: Mapping[type[Field[Any, Any]], str] = {
        FloatField: "json(printf('%%%%!.17g', {}))",
        BooleanField: "json(CASE {} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)",
        JSONField: "json({})",
    }

    def __init__(self, query: QuerySet[Any, Any], names: Sequence[str]) -> None:
        super().__init__(query.order_by().values_list(*names))
        fields = {field.attname: field for field in query.model._meta.concrete_fields}
        self.fields = [fields[name] for name in names]

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        return self._as_rows(compiler, "json_group_array(json_array({}))", self.sqlite)

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        return self._as_rows(compiler, "json_agg(json_build_array({}))::text", {})

    def _as_rows(self, compiler: Any, function: str, special: Mapping[type[Field[Any, Any]], str]) -> Any:
        columns = [
            special.get(type(field), "{}").format(f"listed.{compiler.connection.ops.quote_name(field.attname)}")
            for field in self.fields
        ]
        template = f"(SELECT {function.format(', '.join(columns))} FROM (%(subquery)s) AS listed)"
        return self.as_sql(compiler, compiler.connection, template=template)


def listed(column: str | None) -> list[list[Any]]:
    """The rows of a `Listed` column."""
    return json.loads(column) if column else []


class Lists:
    """The rows of a model that point to the one that is asked for, as one of its columns."""

    def __init__(self, model: type[Model], key: str) -> None:
        self._model, self._key = model, key
        self._names = [field.attname for field in model._meta.concrete_fields]

    def column(self) -> Listed:
        return Listed(self._model._default_manager.filter(**{self._key: OuterRef("pk")}), self._names)

    def instances(self, column: str | None) -> list[Any]:
        return [self._model.from_db(DEFAULT_DB_ALIAS, self._names, row) for row in listed(column)]


def update(row: Model, names: Collection[str]) -> None:
    """Store these fields of a row."""
    meta, quote = row._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if field.attname in names]
    values = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    sql = f"UPDATE {quote(meta.db_table)} SET {values} WHERE {quote(str(meta.pk.column))} = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_stored(row, fields), row.pk])


def update_all(rows: Sequence[Model], names: Collection[str]) -> None:
    """Store these fields of rows that are there.

    By an insert that finds each of them there: the database prepares that once for a number of rows. `bulk_update`
    makes a CASE over all rows for each field, which takes Django longer to build than the database to run.
    """
    if rows:
        meta, quote = rows[0]._meta, connection.ops.quote_name
        columns = [quote(str(field.column)) for field in meta.concrete_fields if field.attname in names]
        values = ", ".join(f"{column} = excluded.{column}" for column in columns)
        end = f" ON CONFLICT ({quote(str(meta.pk.column))}) DO UPDATE SET {values}"
        _insert(rows, meta.concrete_fields, end)


def insert_all(rows: Sequence[Model]) -> None:
    """Add rows whose ids nobody asks for."""
    if rows:
        _insert(rows, [field for field in rows[0]._meta.concrete_fields if not field.primary_key], "")


def _insert(rows: Sequence[Model], fields: Sequence[Field[Any, Any]], end: str) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), REMEMBERED):
            some = rows[start : start + REMEMBERED]
            sql = (
                f"INSERT INTO {quote(rows[0]._meta.db_table)} ({columns}) VALUES {', '.join([places] * len(some))}{end}"
            )
            cursor.execute(sql, [value for row in some for value in _stored(row, fields)])


def _stored(row: Model, fields: Sequence[Field[Any, Any]]) -> list[Any]:
    database = connections[DEFAULT_DB_ALIAS]
    return [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields]
