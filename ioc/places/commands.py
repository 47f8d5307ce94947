"""`ioc city …`"""

from pathlib import Path
from time import monotonic

import click

from ioc.kernel.i18n import slug
from ioc.places.errors import ImportRefused
