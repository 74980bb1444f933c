"""A commitment follow-up tracker: letters in, promises followed up, mail out on time, and proof afterwards."""

__version__ = "0.1.0"
