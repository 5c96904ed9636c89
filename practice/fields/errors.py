"""What goes wrong in the library's data; what a person types wrong lives in the kinds."""


class FieldError(ValueError):
    """A field of the library that cannot be used, with the place and the remedy."""

    def __init__(self, where: str, message: str) -> None:
        self.where = where
        self.message = message
        super().__init__(f"{where}: {message}" if where else message)
