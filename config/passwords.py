"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2(Argon2PasswordHasher):
    """Argon2id with the figures OWASP names: 19 MiB for a hash.

    Django's own figures take 100 MiB: when a shift begins and eight people log in at once, the
    web server's container would be out of memory.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
