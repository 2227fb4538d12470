/**
 * `conf/configuration.py` of the test installation. What changes from start to start comes from the environment, so
 * that one file serves every database. NetBox ≥ 4.5 needs a pepper for v2 tokens, of at least 50 characters.
 */
export const CONFIGURATION = `import os

ALLOWED_HOSTS = ['*']
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': os.environ['NETBOX_DATABASE'],
        'USER': os.environ['NETBOX_DATABASE_USER'],
        'PASSWORD': os.environ['NETBOX_DATABASE_PASSWORD'],
        'HOST': os.environ['NETBOX_DATABASE_HOST'],
        'PORT': os.environ['NETBOX_DATABASE_PORT'],
        'CONN_MAX_AGE': 300,
    }
}
_redis = {'HOST': os.environ['NETBOX_REDIS_HOST'], 'PORT': int(os.environ['NETBOX_REDIS_PORT']), 'SSL': False}
REDIS = {'tasks': {**_redis, 'DATABASE': 0}, 'caching': {**_redis, 'DATABASE': 1}}
SECRET_KEY = 'for-tests-only-' + 'x' * 50
API_TOKEN_PEPPERS = {1: 'for-tests-only-' + 'y' * 50}
CENSUS_REPORTING_ENABLED = False
RELEASE_CHECK_URL = None
`;

/** `conf/served.py`: what gunicorn runs. NetBox leaves its style sheets and scripts to a web server, and there is none here. */
export const SERVED = `from django.contrib.staticfiles.handlers import StaticFilesHandler
from netbox.wsgi import application as netbox

application = StaticFilesHandler(netbox)
`;
