"""What must never happen in a page: a script error, a console error, a breach of the CSP."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

# The console names a breach of the policy in its own words; this makes each one certain.
REPORT_BREACHES = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP breach: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


@dataclass
class BrowserFaults:
    """Collects the faults of every page of the test; the test fails at its end if any is left."""

    found: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Let faults matching `pattern` pass: a test that cuts the line expects its complaint."""
        self.expected.append(re.compile(pattern))

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_BREACHES)
        context.on("console", self._hear_console)
        context.on("weberror", self._hear_error)

    @property
    def unexpected(self) -> list[str]:
        return [
            fault
            for fault in self.found
            if not any(pattern.search(fault) for pattern in self.expected)
        ]

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            address = message.location.get("url", "")
            self.found.append(f"console: {message.text} ({address})")

    def _hear_error(self, error: WebError) -> None:
        self.found.append(f"script: {error.error}")
