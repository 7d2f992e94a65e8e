#!/usr/bin/env bash
# Writes docker/secrets/: keys and passwords, once; what is there already stays. Prints new users' passwords this once.
set -euo pipefail
cd "$(dirname "$0")"
# The folder keeps others out; the files in it are mounted one by one and read by the containers' own users.
umask 022
mkdir -p -m 700 secrets
mkdir -p -m 700 secrets/passwords

random() { head -c "$1" /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'; }
once() { [ -e "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"; }

once fernet_key "$(random 32)"
once api_secret_key "$(random 48)"
once jwt_secret "$(random 64)"
once database_password "$(random 24 | tr -d '=')"
once database_url "postgresql+psycopg2://airflow:$(cat secrets/database_password)@postgres:5432/airflow"

if ! [ -e secrets/passwords/passwords.json ]; then
  json=
  for user in investigator operator analyst; do
    password=$(random 12)
    printf '%-13s %s\n' "$user" "$password"
    json="$json${json:+, }\"$user\": \"$password\""
  done
  printf '{%s}\n' "$json" >secrets/passwords/passwords.json
fi
