"""Django's four rules for passwords, said in plain words."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("This one is too short. Use %(count)d letters or more.") % {
            "count": self.min_length
        }

    def get_help_text(self) -> str:
        return _("Use %(count)d letters or more. A few words in a row work well.") % {
            "count": self.min_length
        }


class NotLikeTheirOwn(UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("name", "email"))

    def get_error_message(self) -> str:
        return _("This is too close to your name or e-mail. Please choose another one.")

    def get_help_text(self) -> str:
        return _("Leave out your name and your e-mail.")


class NotEverybodys(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Many people use this one, so others can guess it. Please choose another one.")

    def get_help_text(self) -> str:
        return _("Choose one that others would not guess.")


class NotOnlyDigits(NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("These are only numbers. Please add some letters.")

    def get_help_text(self) -> str:
        return _("Mix letters with numbers, or use letters alone.")
