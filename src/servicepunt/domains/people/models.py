"""What we keep about people: themselves, how to reach them, their department and their teams."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from servicepunt.domains.people.rules import Permission, Role, may


class Department(models.Model):
    """A department (afdeling) of the municipality."""

    name = models.CharField("afdeling", max_length=120, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="department_name_once")]

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    """A supplier (leverancier), known by the domain of its mail, and by its number in the trade register (KvK)."""

    name = models.CharField("naam", max_length=160, unique=True)
    mail_domain = models.CharField("maildomein", max_length=120, blank=True, db_index=True)
    phone = models.CharField("telefoon", max_length=40, blank=True)
    kvk = models.CharField("KvK-nummer", max_length=8, unique=True, null=True)  # noqa: DJ001  # null: none do not clash
    is_active = models.BooleanField("actief", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="supplier_name_once")]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Find people the way signing in does."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person with this e-mail address."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """
    A person (persoon): employee, agent, supplier's contact, or a sender we do not know yet.

    Signs in with `email`; `key` is the stable key of the source (personnel number).
    """

    email = models.EmailField("e-mailadres", unique=True, null=True, max_length=254)
    name = models.CharField("naam", max_length=160)
    key = models.CharField("personeelsnummer", max_length=60, unique=True, null=True)
    role = models.CharField("rol", max_length=20, choices=Role.choices(), default=Role.EMPLOYEE)
    department = models.ForeignKey(
        Department, verbose_name="afdeling", null=True, on_delete=models.PROTECT, related_name="people"
    )
    supplier = models.ForeignKey(
        Supplier, verbose_name="leverancier", null=True, on_delete=models.PROTECT, related_name="people"
    )
    job_title = models.CharField("functie", max_length=120, blank=True)
    location = models.CharField("werkplek", max_length=120, blank=True)
    search = models.CharField(max_length=500, blank=True)
    is_active = models.BooleanField("actief", default=True)
    is_unknown = models.BooleanField("onbekende afzender", default=False)
    leaves_at = models.DateTimeField("uit dienst", null=True)
    single_keys = models.BooleanField("sneltoetsen met één letter", default=True)
    color_scheme = models.CharField("kleurenschema", max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="person_name")]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: str) -> bool:
        """Tell whether this person has this permission."""
        return self.is_active and may(self.role, Permission(permission))


class Address(models.Model):
    """An e-mail address of a person; lower case; the first one also stands on the person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    email = models.EmailField("e-mailadres", unique=True, max_length=254)
    bounced_at = models.DateTimeField(null=True)
    bounce_reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.email


class Phone(models.Model):
    """A telephone number of a person, as dialled (`number`) and as shown."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField("telefoonnummer", max_length=32, db_index=True)
    shown = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.shown


class Team(models.Model):
    """A team (behandelaarsgroep): the service point itself, or a second line."""

    name = models.CharField("behandelaarsgroep", max_length=120, unique=True)
    line = models.PositiveSmallIntegerField("lijn", default=2)
    is_service_point = models.BooleanField("is het servicepunt", default=False)
    is_active = models.BooleanField("actief", default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_service_point"],
                condition=models.Q(is_service_point=True),
                name="one_service_point",
            ),
            models.CheckConstraint(condition=models.Q(line__in=[1, 2]), name="team_line"),
            models.UniqueConstraint(Lower("name"), name="team_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in a team (lidmaatschap)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"


class PeopleImport(models.Model):
    """A CSV file of people or teams, kept between preview and import (inlezen)."""

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="imports")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class Session(AbstractBaseSession):
    """A visit (sessie) from signing in to signing out; `person` is who it is of, None before they signed in."""

    person = models.ForeignKey(
        Person, verbose_name="persoon", null=True, on_delete=models.CASCADE, related_name="sessions"
    )
