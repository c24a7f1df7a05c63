import { normaliseName } from '../python/inspect-interpreter.ts'

/** Where a module is not called like the distribution that brings it: the module, and every distribution that does. */
const distributionsByModule: ReadonlyMap<string, readonly string[]> = new Map(
  `
  attr attrs | attrs attrs | bs4 beautifulsoup4 bs4 | cv2 opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless
  PIL pillow pillow-simd | yaml pyyaml ruamel-yaml | sklearn scikit-learn | skimage scikit-image | dateutil python-dateutil | dotenv python-dotenv
  jwt pyjwt | jose python-jose | OpenSSL pyopenssl | Crypto pycryptodome pycrypto | Cryptodome pycryptodomex | nacl pynacl | serial pyserial
  usb pyusb | git gitpython | github pygithub | gitlab python-gitlab | magic python-magic python-magic-bin filemagic | docx python-docx
  pptx python-pptx | fitz pymupdf | pymupdf pymupdf | psycopg2 psycopg2 psycopg2-binary | MySQLdb mysqlclient | mysql mysql-connector-python mysql-connector
  ldap python-ldap | memcache python-memcached | slugify python-slugify unicode-slugify awesome-slugify | telegram python-telegram-bot | multipart python-multipart
  rest_framework djangorestframework | corsheaders django-cors-headers | debug_toolbar django-debug-toolbar | environ django-environ | allauth django-allauth
  crispy_forms django-crispy-forms | storages django-storages | django_filters django-filter | import_export django-import-export | mptt django-mptt
  taggit django-taggit | guardian django-guardian | rosetta django-rosetta | compressor django-compressor | haystack django-haystack | oauth2_provider django-oauth-toolkit
  social_django social-auth-app-django | social_core social-auth-core | drf_spectacular drf-spectacular | drf_yasg drf-yasg | knox django-rest-knox
  dj_database_url dj-database-url | flask_sqlalchemy flask-sqlalchemy | flask_cors flask-cors | jinja2 jinja2 | markupsafe markupsafe | itsdangerous itsdangerous
  pkg_resources setuptools | setuptools setuptools | _distutils_hack setuptools | pip pip | wheel wheel | OpenGL pyopengl | zmq pyzmq | win32api pywin32
  win32con pywin32 | win32gui pywin32 | win32com pywin32 | pythoncom pywin32 | pywintypes pywin32 | win32file pywin32 | win32event pywin32 | wx wxpython
  gi pygobject | cairo pycairo | dns dnspython | socks pysocks | mock mock | nose nose | pytest pytest | _pytest pytest | ruamel ruamel-yaml
  google google-api-python-client google-auth protobuf | googleapiclient google-api-python-client | google_auth_oauthlib google-auth-oauthlib
  grpc grpcio | grpc_tools grpcio-tools | grpc_status grpcio-status | azure azure | Levenshtein levenshtein python-levenshtein | fuzzywuzzy fuzzywuzzy
  umap umap-learn | hdbscan hdbscan | faiss faiss-cpu faiss-gpu | tensorflow tensorflow tensorflow-cpu tensorflow-gpu tensorflow-macos tf-nightly
  keras keras tensorflow | torch torch pytorch | pytorch_lightning pytorch-lightning lightning | tf_keras tf-keras | imblearn imbalanced-learn | lightgbm lightgbm
  mpl_toolkits matplotlib | pylab matplotlib | mpl_finance mplfinance | osgeo gdal | ogr gdal | shapefile pyshp | igraph igraph python-igraph
  markdown markdown | markdown_it markdown-it-py | docutils docutils | sphinx_rtd_theme sphinx-rtd-theme | pygments pygments | prompt_toolkit prompt-toolkit
  IPython ipython | ipykernel ipykernel | nbformat nbformat | notebook notebook | jupyter_client jupyter-client | jupyter_core jupyter-core | zoneinfo backports-zoneinfo
  importlib_metadata importlib-metadata | importlib_resources importlib-resources | typing_extensions typing-extensions | pythonjsonlogger python-json-logger
  redis redis redis-py | rediscluster redis-py-cluster | kafka kafka-python kafka-python-ng | confluent_kafka confluent-kafka | pymongo pymongo | bson pymongo bson
  gridfs pymongo | cassandra cassandra-driver | elasticsearch_dsl elasticsearch-dsl | consul python-consul | etcd3 etcd3 | hvac hvac | ldap3 ldap3
  discord discord-py py-cord nextcord | disnake disnake | vk_api vk-api | tweepy tweepy | praw praw | twitter python-twitter | speech_recognition speechrecognition
  pyaudio pyaudio | vlc python-vlc | pynput pynput | Xlib python-xlib | usb1 libusb1 | smbus smbus smbus2 | RPi rpi-gpio rpi-lgpio | gpiozero gpiozero
  bluetooth pybluez | can python-can | nmap python-nmap | scapy scapy | whois python-whois whois | snappy python-snappy | lz4 lz4 | zstd zstd | brotli brotli brotlipy
  decouple python-decouple | crontab python-crontab | daemon python-daemon | pam python-pam pam | ntplib ntplib | editor python-editor | stdnum python-stdnum
  barcode python-barcode | qrcode qrcode | gnupg python-gnupg | http_ece http-ece | jks pyjks | OleFileIO_PL olefile | xlrd xlrd | xlwt xlwt | docker docker docker-py
  compose docker-compose | kubernetes kubernetes | novaclient python-novaclient | keystoneclient python-keystoneclient | keystoneauth1 keystoneauth1 | openstack openstacksdk
  boto boto | botocore botocore boto3 | s3transfer s3transfer boto3 | telebot pytelegrambotapi | pyrogram pyrogram | openid python3-openid python-openid
  saml2 pysaml2 | onelogin python3-saml | tlslite tlslite-ng | lxml lxml | html5lib html5lib | readability readability-lxml | newspaper newspaper3k newspaper4k
  tldextract tldextract | tabula tabula-py | camelot camelot-py | pdfminer pdfminer-six pdfminer | PyPDF2 pypdf2 | reportlab reportlab | wand wand | exifread exifread
  airflow apache-airflow | pyspark pyspark | flink apache-flink | apache_beam apache-beam | snowflake snowflake-connector-python | dbt dbt-core | great_expectations great-expectations
  opentracing opentracing | jaeger_client jaeger-client | prometheus_client prometheus-client | ddtrace ddtrace | sentry_sdk sentry-sdk | raven raven | newrelic newrelic
  MeCab mecab-python3 mecab | sentencepiece sentencepiece | spacy spacy | en_core_web_sm en-core-web-sm spacy | jieba jieba | nltk nltk | sacrebleu sacrebleu
  rtree rtree | Bio biopython | openbabel openbabel openbabel-wheel | rdkit rdkit rdkit-pypi | simtk openmm | dolfin fenics | netCDF4 netcdf4 | cartopy cartopy
  PyQt5 pyqt5 | PyQt6 pyqt6 | sip sip pyqt5-sip | PySide2 pyside2 | PySide6 pyside6 | shiboken6 shiboken6 pyside6 | qtpy qtpy | kivy kivy | pygame pygame pygame-ce
  haversine haversine | faker faker | factory factory-boy | pytest_mock pytest-mock | freezegun freezegun | responses responses | httpretty httpretty | requests_mock requests-mock
  unidecode unidecode | unidiff unidiff | ulid python-ulid ulid-py ulid | ujson ujson | simplejson simplejson | orjson orjson | rapidjson python-rapidjson | msgpack msgpack msgpack-python
  flatbuffers flatbuffers | Cython cython | pyximport cython | cffi cffi | _cffi_backend cffi | pycparser pycparser | llvmlite llvmlite | clang clang libclang
  `
    .split(/\s*[|\n]\s*/)
    .map((entry) => entry.trim().split(/\s+/))
    .filter(([module]) => module !== undefined && module !== '')
    .map(([module = '', ...names]) => [module, names]),
)

/** The distributions that may bring a module, by their normalised names. */
export function distributionsOf(module: string): readonly string[] {
  const plain = normaliseName(module)
  const known = distributionsByModule.get(module) ?? []
  return [
    ...known,
    plain,
    `python-${plain}`,
    `py${plain}`,
    `py-${plain}`,
    `${plain}-python`,
    `${plain}-py`,
    `${plain}-sdk`,
    `${plain}3`,
    `${plain}-binary`,
    `django-${plain}`,
  ]
}

/** Modules that the program has in which the code runs, or that come with the machine: no manifest of Python can ask for them. */
export const hostModules: ReadonlySet<string> = new Set(
  'micropip bpy bmesh bgl gpu mathutils maya hou nuke unreal gdb lldb apt apt_pkg rpm dnf yum selinux libvirt uno idaapi idc idautils ida_hexrays js pyodide micropython machine utime ujson uos esp network board digitalio arcpy sage dbutils sublime sublime_plugin weechat xbmc xbmcgui xbmcaddon xbmcplugin krita gimpfu inkex FreeCAD Part rhinoscriptsyntax Rhino clr System Autodesk adsk pcbnew volatility binaryninja ghidra java javax org com pwn_host waflib Products pkg_resources setuptools pip wheel distribute_setup ez_setup versioneer'.split(
    ' ',
  ),
)
