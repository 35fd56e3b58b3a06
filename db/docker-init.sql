-- Run once by the database of compose.yaml, before the first migration: the role of the program, which owns nothing.
\getenv app_password APP_PASSWORD
create role causeway_app login password :'app_password';
