"""Property tests here have no deadline: a busy machine is not a wrong answer."""

from hypothesis import settings

settings.register_profile("engine", deadline=None, max_examples=60)
settings.load_profile("engine")
