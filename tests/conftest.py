"""What holds for every test."""

from hypothesis import settings

# A shared or slow machine is no finding: examples may take their time. The same examples
# every time, so that a failure somebody reports is a failure anybody sees.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")
