"""The warehouse: where it lies, how a version is built, rolled up and published."""
