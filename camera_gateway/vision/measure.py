"""Numbers of one frame, cheap enough for twenty cameras on a core: all from one grey thumbnail."""

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_gateway.sources.base import Pixels
from camera_gateway.vision.rules import Limits, Measures, State, look

WIDTH, HEIGHT = 320, 180
VIEW = (64, 36)  # the remembered view: edges of things that stay, not of what drives by
LEARN, LEARN_FIRST, WARM = 0.02, 0.2, 15
STILL = 0.02  # grey levels of mean change; a real sensor's noise is above 0.2, a hung encoder gives 0
FORGET = 300  # unlike frames in a row after which the new view is the usual one

Grey = NDArray[np.float32]


class Eye:
    """Measures the frames of one camera; remembers the last thumbnail and the usual view."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._last: Pixels | None = None
        self._view: Grey | None = None
        self._usual_sharpness = 0.0
        self._learned = 0
        self._unlike = 0

    def measure(self, pixels: Pixels, masked: float = 0.0) -> Measures:
        # Linear from a coarse grid first: INTER_AREA over 1080p costs more than all the rest.
        small = cv2.cvtColor(cv2.resize(pixels, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR), cv2.COLOR_BGR2GRAY)
        contrast = float(cv2.meanStdDev(small)[1][0][0])
        edges = cv2.Laplacian(small, cv2.CV_16S, ksize=3)
        strength = cv2.convertScaleAbs(edges)
        sharpness = float(strength.mean()) / (contrast + 4.0)
        view: Grey = cv2.resize(strength, VIEW, interpolation=cv2.INTER_AREA).astype(np.float32)
        change = 255.0 if self._last is None else float(cv2.mean(cv2.absdiff(small, self._last))[0])
        self._last = small
        warm = self._learned >= WARM
        measures = Measures(
            luma=float(cv2.mean(small)[0]),
            contrast=contrast,
            bright=float(np.partition(small[::4, ::4].ravel(), -72)[-72]),  # the 98th percentile of 3600 points
            sharpness=sharpness,
            usual_sharpness=self._usual_sharpness if warm else 0.0,
            change=0.0 if change < STILL else change,
            likeness=_likeness(view, self._view) if warm and self._view is not None else 1.0,
            masked=masked,
        )
        self._remember(measures, view)
        return measures

    def _remember(self, measures: Measures, view: Grey) -> None:
        """Good frames form the usual view; one that stays different for long becomes it."""
        raw = look(measures, None, self._limits)
        self._unlike = self._unlike + 1 if raw == State.MOVED else 0
        if self._unlike >= FORGET:
            self._learned, self._view, self._unlike = 0, None, 0
        if raw != State.ONLINE:
            return
        share = LEARN if self._learned >= WARM else LEARN_FIRST
        if self._view is None:
            self._view, self._usual_sharpness = view, measures.sharpness
        self._view = self._view * (1 - share) + view * share
        self._usual_sharpness += share * (measures.sharpness - self._usual_sharpness)
        self._learned += 1


def _likeness(view: Grey, usual: Grey) -> float:
    """Correlation of the edge maps: independent of light, 1 for the same view."""
    a, b = view - view.mean(), usual - usual.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return max(0.0, float((a * b).sum()) / scale) if scale > 0 else 1.0
