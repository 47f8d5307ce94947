"""When a camera's picture is good, and when it is not. Pure: numbers in, a judgement out.

Two guards against flapping: each threshold has a wider one for coming back (hysteresis), and a new look must
hold for a while, over several frames, before it becomes the state (blip filter).
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class State(StrEnum):
    ONLINE = "online"
    STALE = "stale"
    FROZEN = "frozen"
    DARK = "dark"
    BLURRED = "blurred"
    COVERED = "covered"
    MOVED = "moved"
    OFFLINE = "offline"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class Measures:
    """One frame in numbers. Grey levels are 0–255, shares and likeness 0–1."""

    luma: float
    contrast: float
    bright: float
    sharpness: float
    usual_sharpness: float
    change: float
    likeness: float
    masked: float = 0.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """Enter the state at `enter`, leave it at `leave`; between them it stays as it was."""

    enter: float
    leave: float

    def below(self, value: float, *, inside: bool) -> bool:
        return value < (self.leave if inside else self.enter)


@dataclass(frozen=True, slots=True)
class Limits:
    dark_luma: Threshold = Threshold(14.0, 20.0)
    dark_bright: Threshold = Threshold(40.0, 60.0)
    covered_contrast: Threshold = Threshold(9.0, 13.0)  # a burned-in caption alone makes six
    blurred_share: Threshold = Threshold(0.30, 0.45)
    moved_likeness: Threshold = Threshold(0.25, 0.45)
    masked_share: float = 0.95
    hold_s: dict[State, float] = field(
        default_factory=lambda: {
            State.FROZEN: 20.0,
            State.DARK: 10.0,
            State.BLURRED: 15.0,
            State.COVERED: 8.0,
            State.MOVED: 30.0,
        }
    )
    recover_s: float = 4.0
    frames: int = 3  # a look must be seen this often, whatever the time
    stale_after_s: float = 15.0
    offline_after_s: float = 60.0


# Errors after which waiting longer changes nothing: the camera is offline as soon as it is stale.
HOPELESS = frozenset({"refused", "wrong_password", "unreachable"})
SILENT = frozenset({State.STALE, State.OFFLINE})


def look(seen: Measures, was: State | None, limits: Limits) -> State:
    """What this one frame looks like, given the state it would leave. The first that fits wins."""
    dark = was == State.DARK
    usual = seen.usual_sharpness
    found = (
        (State.MASKED, seen.masked > limits.masked_share),
        (
            State.DARK,
            limits.dark_luma.below(seen.luma, inside=dark) and limits.dark_bright.below(seen.bright, inside=dark),
        ),
        (State.COVERED, limits.covered_contrast.below(seen.contrast, inside=was == State.COVERED)),
        (State.FROZEN, seen.change == 0.0),
        (
            State.BLURRED,
            usual > 0 and limits.blurred_share.below(seen.sharpness / usual, inside=was == State.BLURRED),
        ),
        (State.MOVED, limits.moved_likeness.below(seen.likeness, inside=was == State.MOVED)),
    )
    return next((state for state, fits in found if fits), State.ONLINE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a camera is (None: not known yet), and what it leans towards. Times in seconds of one clock."""

    began: float
    state: State | None = None
    since: float = 0.0
    leaning: State | None = None
    leaning_since: float = 0.0
    leaning_frames: int = 0
    last_frame: float | None = None

    def age(self, now: float) -> float:
        return now - (self.began if self.last_frame is None else self.last_frame)


def see(was: Judgement, seen: Measures, now: float, limits: Limits) -> Judgement:
    """A frame came."""
    raw = look(seen, was.state, limits)
    after = replace(was, last_frame=now)
    if raw == was.state:
        return replace(after, leaning=None, leaning_frames=0)
    if was.state is None and raw != State.FROZEN:
        return _become(after, raw, now)
    if raw != was.leaning:
        return replace(after, leaning=raw, leaning_since=now, leaning_frames=1)
    after = replace(after, leaning_frames=was.leaning_frames + 1)
    ripe = now - was.leaning_since >= _hold(was.state, raw, limits) and after.leaning_frames >= limits.frames
    return _become(after, raw, now) if ripe else after


def wait(was: Judgement, now: float, limits: Limits, error: str = "") -> Judgement:
    """No frame came; time passed."""
    age = was.age(now)
    gone = age > (limits.stale_after_s if error in HOPELESS else limits.offline_after_s)
    if gone:
        return was if was.state == State.OFFLINE else _become(was, State.OFFLINE, now)
    if age > limits.stale_after_s and was.state not in SILENT and was.state is not None:
        return _become(was, State.STALE, now)
    return was


def _hold(state: State | None, raw: State, limits: Limits) -> float:
    """Pictures again after silence, or good again: quickly. Bad: after its own time."""
    return limits.recover_s if raw == State.ONLINE or state in SILENT else limits.hold_s.get(raw, 0.0)


def _become(was: Judgement, state: State, now: float) -> Judgement:
    return replace(was, state=state, since=now, leaning=None, leaning_frames=0)
