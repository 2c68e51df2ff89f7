from collectors.models.reminder import Reminder
from collectors.models.visit import Visit

__all__ = ["Reminder", "Visit"]
