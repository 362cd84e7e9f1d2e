"""Templates as Jinja compiles them here: once for each language, with what is the same at every drawing written out.

A page names some 190 messages and 50 icons; none of them is asked for again when it is drawn.
"""

from collections.abc import Callable
from typing import Any, cast

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from portal.core import i18n

#: Globals of templates whose answer to written-out words is the same for the life of the process, in one language:
#: ``_("Reply")``, ``icon("reply")``, ``static("css/base.css")``.
LASTING = ("_", "icon", "static")


class PortalTemplate(Template):
    """A template whose macros are made once a process.

    Jinja makes the module of an imported template anew for each set of extra globals and compares the sets at every
    import; ours never have extra ones. The comparison was a quarter of an initiative's page.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 - Jinja calls it so
        if self._module is None:
            self._module = self.make_module()
        return self._module


class PortalEnvironment(Environment):
    """Jinja's environment with one overlay for each language: a template comes in the language of who asks."""

    template_class = PortalTemplate
    #: The language of an overlay; None where templates are only asked for.
    language: str | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, trim_blocks=True, lstrip_blocks=True, **options)
        self._overlays: dict[str, PortalEnvironment] = {}

    def get_template(self, name: Any, *args: Any, **options: Any) -> Template:
        """The template in the present language; inside a page, in the language of the page."""
        if self.language is not None:
            return super().get_template(name, *args, **options)
        return self._speaking(i18n.language()).get_template(name, *args, **options)

    def _speaking(self, language: str) -> "PortalEnvironment":
        found = self._overlays.get(language)
        if found is None:
            found = self.overlay()
            found.language = language
            self._overlays[language] = found
        return found

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        """Jinja's hook between reading a template and compiling it."""
        if self.language is not None:
            with i18n.speaking(self.language):
                source = _WrittenOut({name: cast(Any, self.globals[name]) for name in LASTING}).visit(source)
        return super()._generate(source, *args, **options)


class _WrittenOut(NodeTransformer):
    """Puts the answers of lasting calls in their places; neighbouring texts then become one."""

    def __init__(self, lasting: dict[str, Callable[..., str]]) -> None:
        self._lasting = lasting

    def visit_Call(self, call: nodes.Call) -> nodes.Expr:  # noqa: N802 - Jinja names it by the node
        self.generic_visit(call)
        if not isinstance(call.node, nodes.Name) or call.node.name not in self._lasting:
            return call
        words = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
        if call.kwargs or call.dyn_args or call.dyn_kwargs or len(words) < len(call.args):
            return call
        answer = self._lasting[call.node.name](*words)
        constant = nodes.Const(str(answer), lineno=call.lineno, environment=call.environment)
        if isinstance(answer, Markup):
            return nodes.MarkSafe(constant, lineno=call.lineno, environment=call.environment)
        return constant
