"""Litestar whose routes are prepared when they are first asked for: a process that has just started serves a page sooner, and holds less.

Litestar parses the signature of every handler at the start and makes a model of its parameters: with 950 handlers, half of them for OPTIONS,
1.2 s of CPU and 30 MB for a process that uses a few dozen. It also goes through all routes again with each one that is added.
"""

from collections.abc import ItemsView, Mapping
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler

Prepared = tuple[HTTPRouteHandler, Any]


class HandlerMap(dict[str, Prepared]):
    """Handlers of a route by method, with the models of their parameters; a model is made when its method is asked for."""

    def __init__(self, app: Litestar, route: HTTPRoute) -> None:
        super().__init__(
            {method: (handler, None) for handler in route.route_handlers for method in handler.http_methods}
        )
        self.app, self.parameters = app, route.path_parameters

    def __getitem__(self, method: str) -> Prepared:
        """Return handler and model; raises ImproperlyConfiguredException for a handler that Litestar can't serve."""
        handler, model = super().__getitem__(method)
        if model is None:
            handler.on_registration(self.app)
            model = handler.create_kwargs_model(path_parameters=self.parameters)
            self[method] = handler, model
        return handler, model

    def items(self) -> ItemsView[str, Prepared]:  # type: ignore[override]
        """Return all, prepared: what is described in the schema."""
        return {method: self[method] for method in self}.items()


class LazyRoutes(Litestar):
    """Litestar with lazy routes, and without its plugins for pydantic and attrs, which it loads wherever they are installed (8.5 MB)."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]

    def __init__(self, **given: Any) -> None:
        self.by_path: dict[str, dict[str, HTTPRouteHandler]] = {}
        super().__init__(**given)
        self.asgi_router.construct_routing_trie()
        for route in self.routes:
            assert isinstance(route, HTTPRoute), "no websockets, no mounted applications"
            route.route_handler_map = HandlerMap(self, route)  # type: ignore[assignment]

    @property
    def route_handler_method_map(self) -> Mapping[str, Any]:  # type: ignore[override]
        """The handlers by path and method, kept instead of collected for each registration."""
        return self.by_path

    def register(self, value: ControllerRouterHandler) -> None:  # type: ignore[override]
        """Add a route without preparing its handlers; what goes into the schema is prepared when that is asked for."""
        for route in super(Litestar, self).register(value):
            assert isinstance(route, HTTPRoute), "no websockets, no mounted applications"
            self.by_path[route.path] = {m: handler for handler in route.route_handlers for m in handler.http_methods}
            for handler in route.route_handlers:
                handler.resolve_opts()
            route.route_handler_map = {m: (handler, None) for m, handler in self.by_path[route.path].items()}  # type: ignore[misc]
            for plugin in self.plugins.receive_route:
                plugin.receive_route(route)
