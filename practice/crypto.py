"""Sealed fields: clinical text encrypted with Tink AEAD before it reaches the database.

The associated data of every value is table.column.primary key, so that a ciphertext moved to
another row or column does not open. Keys live in files outside database and backup.
"""

import functools
import json
from pathlib import Path
from typing import Any, Self, cast

import tink
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from tink import aead, json_proto_keyset_format, secret_key_access

from practice.embedded import write_once

aead.register()


class CannotOpen(Exception):
    """A sealed value does not open: altered, moved from another row, or its key is gone."""


class Sealed(bytes):
    """Ciphertext made by `seal`; the only thing that a sealed column accepts."""


def new_keyset() -> str:
    """A fresh AES-256-GCM keyset as JSON."""
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    return json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)


@functools.cache
def _cipher(path: Path) -> aead.Aead:
    # No key is made up in production: behind a mistyped path it would seal words, be in no copy of
    # the keys, and be lost with the machine.
    if not path.exists() and settings.PRODUCTION:
        raise ImproperlyConfigured(f"the keyset file {path} is missing")
    text = path.read_text(encoding="utf-8") if path.exists() else write_once(path, new_keyset())
    return json_proto_keyset_format.parse(text, secret_key_access.TOKEN).primitive(aead.Aead)


def _keyset_of(model: type[models.Model]) -> Path:
    return getattr(model, "sealed_with", None) or settings.KEYSET_FILE


def _sealed_field(model: type[models.Model], name: str) -> "SealedTextField":
    return cast("SealedTextField", model._meta.get_field(name))


def _bound_to(model: type[models.Model], field: "SealedTextField", pk: object) -> bytes:
    # The key of a row is known before the row is written: UUIDs are made here, not by the database.
    return f"{model._meta.db_table}.{field.column}.{pk}".encode()


def seal(model: type[models.Model], field: str, pk: object, value: Any) -> Sealed:
    """The one writer: `value` of `model.field` of the row `pk`, encrypted and bound to that place.

    Usable inside `update(...)`: `update(text=seal(Note, "text", pk, text), version=n + 1)`.
    """
    column = _sealed_field(model, field)
    data = column.to_sealed_text(value).encode()
    return Sealed(_cipher(_keyset_of(model)).encrypt(data, _bound_to(model, column, pk)))


def unseal(model: type[models.Model], field: str, pk: object, value: bytes) -> Any:
    """The opposite of `seal`; raises CannotOpen and never returns a guess."""
    column = _sealed_field(model, field)
    try:
        data = _cipher(_keyset_of(model)).decrypt(bytes(value), _bound_to(model, column, pk))
    except tink.TinkError as error:
        place = f"{model._meta.label}.{field} of {pk}"
        raise CannotOpen(f"{place} does not open with the keyset {_keyset_of(model)}") from error
    return column.from_sealed_text(data.decode())


def seal_bytes(data: bytes, place: str) -> bytes:
    """`data` outside any table, encrypted and bound to `place`, the name that it is kept under."""
    return _cipher(settings.KEYSET_FILE).encrypt(data, place.encode())


def open_bytes(data: bytes, place: str) -> bytes:
    """The opposite of `seal_bytes`; raises CannotOpen."""
    try:
        return _cipher(settings.KEYSET_FILE).decrypt(data, place.encode())
    except tink.TinkError as error:
        raise CannotOpen(f"{place} does not open with the keyset {settings.KEYSET_FILE}") from error


class _Opened:
    """Attribute of a model that decrypts when it is read, and only then."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])  # it was deferred
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = unseal(type(instance), name, instance.pk, value)
            # Opened once, however often the page reads it; saving seals it anew.
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):
    """Text that is stored encrypted. It cannot be filtered, ordered, or read with `values()`."""

    empty: Any = ""
    # What the attribute gives and takes is the opened value; the type checker would say bytes.
    _pyi_private_get_type: Any
    _pyi_private_set_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", self.empty)
        kwargs.setdefault("editable", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        # After super(), which puts the usual descriptor of a field in this place.
        setattr(cls, self.attname, _Opened(self))

    def _check_str_default_value(self) -> list[Any]:
        return []  # BinaryField wants bytes; a sealed field's default is the opened value

    def to_sealed_text(self, value: Any) -> str:
        return str(value)

    def from_sealed_text(self, text: str) -> Any:
        return text

    def get_default(self) -> Any:
        # BinaryField would make b"" of an empty text.
        return self.default() if callable(self.default) else self.default

    def from_db_value(self, value: Any, *_args: object) -> Sealed | None:
        # Marked, not opened: a list of fifty answers of which a page reads one opens one.
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:
        value = model_instance.__dict__.get(self.attname, self.get_default())
        # Fetched and never read: it goes back as it came, without being opened.
        if isinstance(value, Sealed):
            return value
        return seal(type(model_instance), self.attname, model_instance.pk, value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not isinstance(value, Sealed):
            raise FieldError(f"{self} takes only what seal() made; nothing else may be stored.")
        return super().get_db_prep_value(bytes(value), connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        # Each sealing of one text differs, so even "equal to" would quietly find nothing.
        raise FieldError(f"{self} is sealed: it cannot be searched or compared in the database.")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self} is sealed: it is not serialised.")

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return value


class SealedJSONField(SealedTextField):
    """JSON that is stored encrypted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def to_sealed_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_sealed_text(self, text: str) -> Any:
        return json.loads(text)


class SealedQuerySet(models.QuerySet):
    """Rows whose sealed columns come out through the model's attribute alone."""

    def _values(self, *fields: str, **expressions: Any) -> Self:
        sealed = {f.attname for f in self.model._meta.fields if isinstance(f, SealedTextField)}
        # values() without names means every column.
        named = {str(field) for field in fields} or sealed
        if sealed & named:
            names = ", ".join(sorted(sealed & named))
            raise FieldError(f"{names} of {self.model.__name__} is sealed: read it on the object.")
        return super()._values(*fields, **expressions)  # type: ignore[misc] # Django's own, not in the stubs
