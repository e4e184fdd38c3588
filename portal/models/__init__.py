"""What an authority looked at, when that stopped being sealed, and by whose sign-in it came."""

from portal.models.issuer import Issuer, OutsideLogin
from portal.models.look import Look, Unsealing

__all__ = ["Issuer", "Look", "OutsideLogin", "Unsealing"]
