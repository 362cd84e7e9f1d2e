"""The composition root: the only place that knows every slice."""

import logging
import sys
from pathlib import Path

import structlog
from flask import Flask
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.algorithms import wiring as algorithms
from portal.anonymous import wiring as anonymous
from portal.articles import wiring as articles
from portal.campaigns import wiring as campaigns
from portal.cards import wiring as cards
from portal.cases import wiring as cases
from portal.committee import wiring as committee
from portal.config import Config
from portal.core import drafts, files, journal, links, reference, tags, work  # noqa: F401 - their tables belong to the schema
from portal.core.aliases import make_aliases_ready
from portal.core.db import db, engine_options, prepare
from portal.core.web import addresses, assets, errors, headers, origins, sizes, templating
from portal.dashboard import wiring as dashboard
from portal.delivery import wiring as delivery
from portal.discussion import wiring as discussion
from portal.guard import wiring as guard
from portal.home import wiring as home
from portal.initiatives import wiring as initiatives
from portal.knowledge import wiring as knowledge
from portal.linking import wiring as linking
from portal.notifications import wiring as notifications
from portal.onboarding import wiring as onboarding
from portal.outcomes import wiring as outcomes
from portal.people import wiring as people
from portal.people.services.sessions import SESSION_DAYS
from portal.practice import wiring as practice
from portal.recognition import wiring as recognition
from portal.scoring import wiring as scoring
from portal.search import wiring as search

ROOT = Path(__file__).parent.parent
SLICES = (
    people, guard, discussion, linking, anonymous, knowledge, initiatives, algorithms, cases, articles,
    delivery, outcomes, scoring, campaigns, committee, practice, cards, onboarding,
    recognition, dashboard, search, notifications, home,
)  # fmt: skip


def compose(config: Config) -> Flask:
    """Put the portal together (see ``portal.create_app``)."""
    config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    _log_as_json(config.log_level)
    app = Flask("portal", root_path=str(ROOT / "portal"), template_folder=str(ROOT / "templates"), static_folder=None)
    templating.prepare(app)
    app.config.from_mapping(_flask_settings(config))
    app.extensions["portal_config"] = config
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    headers.install(app)
    addresses.install(app)
    origins.install(app)
    sizes.install(app)
    CSRFProtect(app)
    Compress(app)
    errors.install(app)
    templating.install(app)
    assets.install(app, ROOT / "static", config.data_dir)
    for slice_ in SLICES:
        slice_.install(app)
    make_aliases_ready()
    people.check_every_route(app)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # the way that Flask documents
    return app


def _flask_settings(config: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.database_url),
        "SESSION_COOKIE_NAME": "portal",
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": SESSION_DAYS * 24 * 3600,
        "MAX_CONTENT_LENGTH": config.upload_max_bytes,
        "WTF_CSRF_TIME_LIMIT": 24 * 3600,
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_ZSTD_LEVEL": 3,
        "COMPRESS_LEVEL": 5,
    }


def _log_as_json(level: str) -> None:
    """One JSON object a line on standard error; no personal data is ever logged."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
