"""Use cases of dispatch: one function is one transaction's worth of intent. The only code that appends its facts."""

from ioc.dispatch.service import crews, shifts
from ioc.dispatch.service.change import Standing
from ioc.dispatch.service.moving import Outcome, Word, move
from ioc.dispatch.service.recommending import recommend
from ioc.dispatch.service.sending import send

__all__ = ["Outcome", "Standing", "Word", "crews", "move", "recommend", "send", "shifts"]
