"""How templates become code: pictures and addresses of static files are worked out then, and not for each page."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import escape


class Compiled(Template):
    """
    Jinja's own, that is imported without a look at the globals of who imports it.

    They could have been given more than the environment has, and then its module is made again; nobody gives any.
    """

    def _get_default_module(self, _ctx: Any = None) -> Any:
        return super()._get_default_module()


class Shown(Environment):
    """Jinja's own, whose templates put a value on a page without another object for each."""

    @staticmethod
    def shown(value: Any) -> str:
        """Return what stands on the page for a value: escaped, unless it is markup."""
        kind = type(value)
        if kind is str:
            return _escaped(value) if len(value) < _SHORT else escape(value)
        if kind is _MARKUP:
            return value  # type: ignore[no-any-return]  # its type was just asked
        return str(value) if kind is int else escape(value)


# Asked for, never made here.
_MARKUP = type(escape(""))
# Labels and names come back on every page.
_SHORT = 80
_escaped = lru_cache(maxsize=4096)(escape)
_FIXED = {"icon", "asset", "static"}


class Compiler(CodeGenerator):
    """Jinja's own, that also knows what our functions of fixed words give."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if isinstance(node, nodes.Call) and not node.kwargs and (name := _fixed(node.node, frame)):
            function: Any = self.environment.globals[name]
            return str(escape(function(*(arg.as_const(frame.eval_ctx) for arg in node.args))))
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


def _fixed(called: nodes.Expr, frame: Frame) -> str:
    """Return the name of the function of ours that is called; nothing for what a template gave the same name."""
    if not isinstance(called, nodes.Name) or called.name not in _FIXED:
        return ""
    is_ours = frame.symbols.find_load(frame.symbols.ref(called.name)) == ("resolve", called.name)
    return called.name if is_ours else ""
