"""What may be wrong with a city pack, or with what one is made from; each is one sentence for an administrator."""

from ioc.kernel.errors import IocError


class PackError(IocError):
    """The folder is no readable city pack."""

    type = "city-pack"


class ImportRefused(IocError):
    """An extract or a wards file cannot become a city pack."""

    type = "city-import"
    status = 422
