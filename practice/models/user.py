"""A login: one person, one e-mail address, one role or more. Never a couple's login."""

import uuid
import zoneinfo
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from practice.models.practice import Practice

STAFF_ROLES = ("owner", "therapist", "supervisor", "office")


class UserManager(BaseUserManager["User"]):
    """Makes logins; addresses are kept in lower case, so that one person has one."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A login needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Back office only: a superuser sees no clinical content without a grant."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Roles open pages; what a person sees there is decided by grants."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    credentials = models.CharField(_("credentials"), max_length=150, blank=True)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, blank=True)
    is_owner = models.BooleanField(default=False)
    is_therapist = models.BooleanField(default=False)
    is_supervisor = models.BooleanField(default=False)
    is_office = models.BooleanField(default=False)
    is_client = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("may open the back office"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        # A second guard for rows that are written past the manager.
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def works_here(self) -> bool:
        """Whether any role makes this person part of the practice's own people."""
        return self.has_role(*STAFF_ROLES)

    def has_role(self, *roles: str) -> bool:
        """Whether this person holds any of `roles` ("owner", "client"...)."""
        return any(getattr(self, f"is_{role}") for role in roles)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The clock that this person reads, else the practice's; for display, never for rules."""
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else Practice.load().zone

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
