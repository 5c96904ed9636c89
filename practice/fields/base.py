"""FieldSpec (a field as the library holds it) and Kind (what every field kind answers)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, ClassVar, Protocol, Self

from django.utils.translation import override

from practice.fields.errors import FieldError
from practice.fields.shapes import Option, is_key
from practice.fields.texts import clean_typed, is_text_map, text

# Who fills a field in where two do an exercise together; alone it is always one's own.
ROLES = ("own", "joint", "listener", "speaker", "partner")
AUDIENCES = ("self", "therapist", "session", "partners", "all")

Value = dict[str, Any]  # a field left empty is None
WHOLE = ""
KEPT = ""  # in place of an exercise: words that a person kept, by their kind


class Posted(Protocol):
    """What `read` needs of a request's POST; a QueryDict has it."""

    def get(self, key: str, default: Any = None) -> Any: ...
    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True)
class Offered:
    """An entry of an earlier answer that may be taken up: its id, its words, and where from."""

    id: str
    text: str
    source: str = ""  # in words, such as "Your log, 5 Mar 2026"
    # (exercise key, field key) that it stands in, or (KEPT, kind): a part takes its own alone.
    origin: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Taken:
    """What a value took up from an earlier answer: the entry of this value, and the id there."""

    entry: str
    source: str
    text: str
    origin: tuple[str, str] = ("", "")  # the first of those that it may come from


@dataclass(frozen=True)
class FieldSpec:
    """One field of an exercise, as data. `prompt` and `help` are maps by language.

    `offered` is no data of the library: whoever loads the page of a person puts in what that
    person may pick from, and only that can be picked.
    """

    key: str
    kind: str
    prompt: Mapping[str, str]
    help: Mapping[str, str] | None = None
    required: bool = False
    role: str = "own"
    audience: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    offered: tuple[Offered, ...] = ()

    @property
    def reaches_staff(self) -> bool:
        """Whether a therapist reads it at all, however far the answer around it goes."""
        return self.audience not in ("self", "partners")

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], *, where: str = "") -> Self:
        """The field, its own shape checked; its kind and options are `registry.field`'s to check.

        Raises FieldError with the place (`where`, then the field's key) and the remedy.
        """
        if not isinstance(raw, Mapping):
            raise FieldError(where, "a field must be an object with key, kind and prompt.")
        where = f"{where}, field {raw.get('key', '?')}".removeprefix(", ")
        unknown = set(raw) - (set(cls.__dataclass_fields__) - {"offered"})
        if unknown:
            raise FieldError(where, f"{sorted(unknown)} is not known here; take it out.")
        for name, (accepts, expected) in _SHAPES.items():
            if not accepts(raw.get(name, _ABSENT.get(name))):
                raise FieldError(where, f"{name} must be {expected}.", at=name)
        return cls(**raw)


_ABSENT: dict[str, Any] = {"role": "own", "required": False, "options": {}}
_SHAPES: dict[str, tuple[Any, str]] = {
    "key": (is_key, "a short name of small letters, digits and _"),
    "kind": (is_key, "the name of a field kind"),
    "prompt": (is_text_map, 'a text by language such as {"en": "..."}'),
    "help": (lambda value: value is None or is_text_map(value), "null or a text by language"),
    "required": (lambda value: isinstance(value, bool), "true or false"),
    "role": (lambda value: value in ROLES, f"one of {', '.join(ROLES)}"),
    "audience": (
        lambda value: value is None or value in AUDIENCES,
        f"null or one of {', '.join(AUDIENCES)}",
    ),
    "options": (lambda value: isinstance(value, dict), "an object"),
}


@dataclass(frozen=True)
class Example:
    """Options and a value that go with them; every kind brings one, and the tests run on it."""

    options: dict[str, Any]
    value: dict[str, Any]
    offered: tuple[Offered, ...] = ()

    def spec(self, kind: str, **changes: Any) -> FieldSpec:
        """A field of that kind with these options."""
        raw = {"key": "example", "kind": kind, "prompt": {"en": "What came up?"}}
        spec = FieldSpec.from_json({**raw, "options": self.options, **changes})
        return replace(spec, offered=self.offered)


class Kind(ABC):
    """A field kind. A value is its JSON, or None when nothing was given."""

    name: ClassVar[str]
    options: ClassVar[dict[str, Option]] = {}
    # A log goes on: each of its entries is an answer of its own, with its own audience.
    repeats: ClassVar[bool] = False
    takes_file: ClassVar[bool] = False

    @property
    def template_name(self) -> str:
        return f"fields/_{self.name}.html"

    # -- options -------------------------------------------------------------------------
    def check_options(self, options: Mapping[str, Any], where: str) -> None:
        """Raise FieldError that names the option and what was expected."""
        unknown = sorted(set(options) - set(self.options))
        if unknown:
            known = ", ".join(sorted(self.options))
            raise FieldError(where, f"{self.name} has no option {unknown}; it knows {known}.")
        for name, option in self.options.items():
            if fault := option.fault(options, name):
                raise FieldError(where, f"option {name} {fault}.", at=f"options.{name}")

    def option(self, spec: FieldSpec, name: str) -> Any:
        """The option as the field sets it, else the kind's default."""
        value = spec.options.get(name)
        # null in a library file means "as usual" too.
        return self.options[name].default if value is None else value

    def parts(self, spec: FieldSpec) -> Sequence[FieldSpec]:
        """The fields inside the field's entries, for kinds that have some."""
        return ()

    def sources(self, spec: FieldSpec) -> list[tuple[str, str]]:
        """(exercise key, field key) of each field that this one takes entries from."""
        return []

    def kept(self, spec: FieldSpec) -> list[str]:
        """Kinds of words that people keep (inner, protect...) which this field takes as well."""
        return []

    def origins(self, spec: FieldSpec) -> list[tuple[str, str]]:
        """Everything that may be picked in it, as `Offered.origin` says it."""
        return [*self.sources(spec), *((KEPT, kind) for kind in self.kept(spec))]

    # -- values --------------------------------------------------------------------------
    @abstractmethod
    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        """Posted inputs as a value, with messages; over a limit, the words come back as well."""

    def clean_json(self, spec: FieldSpec, value: Any) -> Value | None:
        """The value in its one normal form (None when empty); ValidationError for other shapes."""
        return None if value is None else self.clean_value(spec, value)

    @abstractmethod
    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        """`clean_json` of something that was given; it may come from anywhere, in any shape."""

    @abstractmethod
    def example(self) -> Example:
        """Options and a value for tests and the styleguide."""

    def is_empty(self, value: Value | None) -> bool:
        return value is None

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        """Whether the minimum is reached; below it the page invites, it never locks."""
        return not self.is_empty(value)

    def scores(self, spec: FieldSpec, value: Value | None) -> dict[str, Decimal] | None:
        """{"low", "high"} for a place on a scale; None for every other kind."""
        return None

    def act(self, spec: FieldSpec, value: Value | None, action: str) -> Value | None:
        """The value after a button of the field, as `posted_action` names it.

        "add", "add:<number of a suggestion>", "up:<id>", "down:<id>" or "remove:<id>".
        The result is for showing again; `clean_json` it before it is stored.
        """
        return value

    # -- the chain from one exercise to the next --------------------------------------------
    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        """(id, words) of what a later exercise may take up; "" is the id of a value as a whole."""
        lines = self.lines(spec, value, language)
        return [(WHOLE, "\n".join(lines))] if lines else []

    def nested(self, spec: FieldSpec, value: Value) -> list[tuple[str, dict[str, Any]]]:
        """(id, values of its parts) of each entry that has parts."""
        return []

    def taken(self, spec: FieldSpec, value: Value) -> list[Taken]:
        """What this value itself took up; `chain.taken` looks into its parts as well."""
        return []

    # -- words ---------------------------------------------------------------------------
    def lines(self, spec: FieldSpec, value: Value | None, language: str) -> list[str]:
        """The value as plain lines; page, PDF and export all show these.

        An entry with parts is one line, with a row for each part inside it.
        """
        if value is None or self.is_empty(value):
            return []
        # The words around the value follow the reader; a PDF may speak another language.
        with override(language):
            return self.value_lines(spec, value, language)

    @abstractmethod
    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        """The lines of a value that is not empty."""

    def plain(self, spec: FieldSpec, value: Value | None, language: str) -> str:
        """The lines in one text, as a clash box shows them."""
        return "\n".join(self.lines(spec, value, language))

    def export(self, spec: FieldSpec, value: Value | None, language: str) -> list[tuple[str, str]]:
        """(label, words) of each line, as files carry it that leave the practice."""
        return [(text(spec.prompt, language), line) for line in self.lines(spec, value, language)]

    # -- template ------------------------------------------------------------------------
    def context(
        self,
        spec: FieldSpec,
        value: Value | None,
        language: str,
        errors: Sequence[str] = (),
        prefix: str = "",
    ) -> dict[str, Any]:
        """What the template reads, all of it under the one name `field`."""
        prefix = prefix or spec.key
        # In the order in which they are read aloud: help first, then what needs a look.
        ids = [f"{prefix}-h"] * bool(spec.help) + [f"{prefix}-e"] * bool(errors)
        return {
            "key": spec.key,
            "section": spec.key,
            "kind": self.name,
            "template_name": self.template_name,
            "prefix": prefix,
            "prompt": text(spec.prompt, language),
            "help": text(spec.help, language),
            "required": spec.required,
            "errors": list(errors),
            "describedby": " ".join(ids),
            "paper": False,
            "nested": False,
            **self.form_context(spec, value, language, prefix),
        }

    @abstractmethod
    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        """The part of the context that is this kind's own."""

    def paper(self, spec: FieldSpec, language: str) -> dict[str, Any]:
        """The context for a sheet to write on: the same template, with nothing filled in."""
        return {**self.context(spec, None, language), "paper": True}


def posted_text(data: Posted, name: str) -> str:
    """What was typed at `name`, in the form that is kept; "" where nothing was sent."""
    return clean_typed(str(data.get(name) or ""))


def posted_action(data: Posted) -> tuple[str, str] | None:
    """The field's prefix and the action of the button that sent the form, for `Kind.act`."""
    # One press sends one button: "prefix:mark", and for a move "prefix:mark:up".
    for name in ("add", "move", "remove"):
        prefix, _colon, rest = posted_text(data, name).partition(":")
        mark, _colon, way = rest.partition(":")
        verb = way if name == "move" else name
        if prefix and verb:
            return prefix, f"{verb}:{mark}".removesuffix(":")
    return None
