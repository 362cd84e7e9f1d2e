"""What files tell of tracks, before anything is looked up."""

from dataclasses import dataclass, field

from portal.onboarding.models import Condition, StepKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFile:
    """A step as its file tells it, its Markdown not rendered yet."""

    key: str
    do: StepKind
    title: str
    body: str
    #: Kind and id in files.
    item: tuple[str, str] | None
    minutes: int
    day: int | None
    required: bool
    after: Condition
    questions: str


@dataclass(slots=True, kw_only=True)
class SectionFile:
    """A section; one without a file of its own is called as its folder is."""

    key: str
    title: str
    intro: str = ""
    steps: list[StepFile] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class TrackFile:
    """A track as its folder tells it. None: nothing is said of it, so it stays as it is."""

    file: str
    id: str = ""
    title: str = ""
    summary: str = ""
    language: str | None = None
    keeper: str | None = None
    open_to_all: bool | None = None
    for_newcomers: bool | None = None
    published: bool = True
    note: str = ""
    #: By the names of their folders, in that order.
    sections: dict[str, SectionFile] = field(default_factory=dict)
