"""The shift report: one self-contained page that the next officer takes over with."""

from ioc.insight.report.keeping import forget, name_of, path_of, write

__all__ = ["forget", "name_of", "path_of", "write"]
