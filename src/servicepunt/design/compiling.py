"""How templates become code: pictures and addresses of static files are worked out then, and not for each page."""

from typing import Any

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import escape


class Compiled(Template):
    """
    Jinja's own, that is imported without a look at the globals of who imports it.

    They could have been given more than the environment has, and then its module is made again; nobody gives any.
    """

    def _get_default_module(self, _ctx: Any = None) -> Any:
        return super()._get_default_module()


_FIXED = {"icon", "asset", "static"}


class Compiler(CodeGenerator):
    """Jinja's own, that also knows what our functions of fixed words give."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if isinstance(node, nodes.Call) and not node.kwargs and (name := _fixed(node.node, frame)):
            function: Any = self.environment.globals[name]
            return str(escape(function(*(arg.as_const(frame.eval_ctx) for arg in node.args))))
        return super()._output_child_to_const(node, frame, finalize)


def _fixed(called: nodes.Expr, frame: Frame) -> str:
    """Return the name of the function of ours that is called; nothing for what a template gave the same name."""
    if not isinstance(called, nodes.Name) or called.name not in _FIXED:
        return ""
    is_ours = frame.symbols.find_load(frame.symbols.ref(called.name)) == ("resolve", called.name)
    return called.name if is_ours else ""
