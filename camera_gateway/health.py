"""From the workers' beats to each camera's state, and when to tell the centre."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from camera_gateway.centre import stamp
from camera_gateway.shapes import Beat, CameraBeat, CameraShape
from camera_gateway.vision.rules import Judgement, Limits, Measures, State, see, wait

REPEAT_S = 30.0


@dataclass(frozen=True, slots=True)
class Known:
    """What the supervisor knows of one camera; survives the worker that pulled it."""

    camera: CameraShape
    judgement: Judgement
    frames: int = 0
    error: str = ""
    fps: float = 0.0
    told_at: float | None = None
    told: tuple[State | None, str] = (None, "")


class Wards:
    """The cameras in our care. Not thread-safe: the supervisor's loop owns it."""

    def __init__(self, limits: Limits, every_s: float) -> None:
        self._limits = limits
        self._every_s = every_s
        self._known: dict[str, Known] = {}

    def states(self) -> dict[str, State | None]:
        return {key: known.judgement.state for key, known in self._known.items()}

    def keep(self, cameras: Mapping[str, CameraShape], now: float) -> None:
        """Take in new cameras, forget those gone; one whose card changed is judged afresh."""
        for key in [key for key, known in self._known.items() if cameras.get(key) != known.camera]:
            del self._known[key]
        for key, camera in cameras.items():
            self._known.setdefault(key, Known(camera, Judgement(began=now)))

    def hear(self, beats: list[tuple[Beat, float]], now: float) -> None:
        for beat, beat_age in beats:
            for key, said in beat.cameras.items():
                known = self._known.get(key)
                if known is not None:
                    self._known[key] = self._heard(known, said, now - beat_age)
        for key, known in self._known.items():
            limits = self._patient(known)
            self._known[key] = replace(known, judgement=wait(known.judgement, now, limits, known.error))

    def news(self, now: float) -> list[tuple[str, dict[str, Any]]]:
        """Whose state must be told now, as the body of the health message."""
        due: list[tuple[str, dict[str, Any]]] = []
        for key, known in self._known.items():
            state = known.judgement.state
            says = (state, known.error)
            late = known.told_at is None or now - known.told_at >= REPEAT_S
            if state is None or (says == known.told and not late):
                continue
            self._known[key] = replace(known, told_at=now, told=says)
            at = stamp(datetime.now(UTC))
            due.append((key, {"state": state.value, "at": at, "detail": known.error, "fps": known.fps}))
        return due

    def _heard(self, known: Known, said: CameraBeat, at: float) -> Known:
        fresh = said.frames != known.frames and said.age_s is not None and said.measured is not None
        known = replace(known, error=said.error, fps=said.fps, frames=said.frames)
        if not fresh or said.measured is None or said.age_s is None:
            return known
        measures = Measures(**said.measured.model_dump())
        return replace(known, judgement=see(known.judgement, measures, at - said.age_s, self._patient(known)))

    def _patient(self, known: Known) -> Limits:
        """A camera asked once a minute is not stale after fifteen seconds."""
        every = known.camera.every_s or self._every_s
        stale = max(self._limits.stale_after_s, 3 * every + 5)
        return replace(self._limits, stale_after_s=stale, offline_after_s=max(self._limits.offline_after_s, 2 * stale))
