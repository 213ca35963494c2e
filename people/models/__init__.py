"""The tables of people, one module for each question."""

from people.models.actors import Actor, Deputy, Seat
from people.models.organisation import Municipality, Post, Unit
from people.models.users import AssessmentPartName, PostHolding, Role, RoleGrant, User

__all__ = [
    "Actor",
    "AssessmentPartName",
    "Deputy",
    "Municipality",
    "Post",
    "PostHolding",
    "Role",
    "RoleGrant",
    "Seat",
    "Unit",
    "User",
]
