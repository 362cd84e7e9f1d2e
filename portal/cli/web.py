"""What gunicorn serves: the application, made ready to answer before its workers are forked."""

import gc
import os
from threading import Thread, get_native_id

from flask import Flask
from sqlalchemy.orm import configure_mappers

from portal import create_app
from portal.cli.application import config_of
from portal.core import i18n
from portal.core.db import db
from portal.core.web.assets import static_files
from portal.search.language.dictionary import make_ready
from portal.search.meaning.embedder import embedder
from portal.search.place import place_of

#: The priority of what gives way: a third of what others get of a busy processor. With the lowest one it would wait for
#: ever on a machine that is never still.
LATER = 5
#: Templates that every page is drawn with, and the page that everybody comes to first.
FRAME = ("base.html", "components/", "people/sign_in.html")


def application() -> Flask:
    """The application as the web workers share it: made once, before they are forked.

    What is there by then is put out of the collector's reach: each worker's collector would write to all of it, and
    so give every worker a copy of its own (a fifth of its memory).
    """
    app = create_app()
    static_files(app).make_ready()
    if config_of(app).load_first:
        loading = Thread(target=_load_search, args=(app,))
        loading.start()
        loading.join()  # a fork would lose it
        _read_pages(app)
    gc.collect()
    gc.freeze()
    return app


def _load_search(app: Flask) -> None:
    """The dictionary and the model of search, so that no request waits for them; behind everything else that is busy
    meanwhile, such as the load of the demo."""
    os.setpriority(os.PRIO_PROCESS, get_native_id(), LATER)  # of this thread alone, and of what it starts
    make_ready()
    with app.app_context():
        embedder(place_of(db.session()))
        db.session.remove()
        db.engine.dispose()


def application_behind(ready: int) -> Flask:
    """For gunicorn: the application, when nobody holds the other end of the pipe any more."""
    app = application()
    os.read(ready, 1)
    return app


def _read_pages(app: Flask) -> None:
    """What the first page of each worker would wait for: tables, messages, and the frame of a page."""
    configure_mappers()
    for language in i18n.LANGUAGES:
        i18n.translations(language)
    with app.app_context(), i18n.speaking(config_of(app).language):
        for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith(FRAME)):
            app.jinja_env.get_template(name)
