"""What goes wrong in the library's data; what a person types wrong lives in the kinds."""


class FieldError(ValueError):
    """A field of the library that cannot be used, with the place and the remedy.

    `at` names what in the field is meant, where one thing is: "prompt", or "options.min".
    """

    def __init__(self, where: str, message: str, *, at: str = "") -> None:
        self.where = where
        self.message = message
        self.at = at
        super().__init__(f"{where}: {message}" if where else message)
