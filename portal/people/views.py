from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
