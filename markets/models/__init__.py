from markets.models.assignment import Assignment
from markets.models.market import Block, ClosingDay, Market, Stall
from markets.models.partner import Branch, Partner
from markets.models.password_code import PasswordCode
from markets.models.user import Role, TextSize, User

__all__ = [
    "Assignment",
    "Block",
    "Branch",
    "ClosingDay",
    "Market",
    "Partner",
    "PasswordCode",
    "Role",
    "Stall",
    "TextSize",
    "User",
]
