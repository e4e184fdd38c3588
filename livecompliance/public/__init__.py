"""Public pages of a tenant, by its slug. Apps fill them with `livecompliance.public.register`."""

from livecompliance.kernel.public import Shown, register

__all__ = ["Shown", "register"]
