"""Passwords on a development machine: argon2 with little work."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    """Argon2 for passwords that a machine drew: eighty bits need no stretching.

    Production settings do not know it: a password hashed so is hashed anew there at its first use.
    """

    time_cost = 1
    memory_cost = 1_024
    parallelism = 1
