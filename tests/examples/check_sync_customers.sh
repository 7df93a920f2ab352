#!/usr/bin/env bash
# sync_customers against the sandbox.
# Usage: check_sync_customers.sh CASE EXAMPLES SANDBOX
set -euo pipefail
case="$1" examples="$2" sandbox="$3"
# shellcheck source=tests/examples/harness.sh
. "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
sync="$examples/sync_customers"
csv="$work/customers.csv"

# Three customers whom the sandbox does not have.
cat >"$csv" <<'END'
externalId,email,name,plan,city
acme_1,ada@example.com,Ada Lovelace,pro,London
acme_2,bob@example.com,,,
acme_3,eve@example.com,Eve,free,Paris
END

# Syncs FIRST, then SECOND, and prints what the service holds of EXTERNAL-ID.
sync_twice_and_look() {
  "$1" "$2" >/dev/null && "$1" "$3" && ask "/customers?externalId=$4"
}
export -f sync_twice_and_look

case "$case" in
  creates_and_changes)
    expect 0 with_sandbox "$sync" "$csv"
    says_nothing
    shows '^created  acme_1  cus'
    [ "$(tail -n 1 "$work/out")" = "3 rows: 3 created, 0 changed, 0 refused" ] || fail "another last line"

    # acme_1 leaves its city and changes its name, acme_2 gets a plan, acme_3 has another address.
    sed 's/Ada Lovelace,pro,London/Ada King,pro,/; s/,,,$/,,pro,/; s/eve@/eva@/' "$csv" >"$work/later.csv"
    expect 0 with_sandbox bash -c 'sync_twice_and_look "$@"' bash "$sync" "$csv" "$work/later.csv" acme_1
    shows '^changed  acme_1  name  -city$'
    shows '^changed  acme_2  plan$'
    shows '^differs  acme_3  email, which the service does not change$'
    shows '^3 rows: 0 created, 2 changed, 0 refused$'
    shows '"name":"Ada King","externalId":"acme_1","metadata":\{"plan":"pro"\}'
    ;;
  second_run_sends_only_the_list)
    # The list of the sandbox's customers takes one request, and there are three of the file's: the fifth is the second run's.
    sandbox_with --quiet --limit 5 --window 3600
    expect 0 with_sandbox bash -c 'sync_twice_and_look "$@"; ask /customers' bash "$sync" "$csv" "$csv" acme_1
    shows '^3 rows: 0 created, 0 changed, 0 refused$'
    shows '^HTTP/1.1 429 ' # the sixth
    ;;
  spreadsheet)
    printf '\xEF\xBB\xBFexternalId,email,name\r\nacme_1,ada@example.com,"Lovelace, ""Ada"""\r\n' >"$csv"
    expect 0 with_sandbox bash -c 'sync_twice_and_look "$@"' bash "$sync" "$csv" "$csv" acme_1
    shows '"name":"Lovelace, \\"Ada\\""'
    ;;
  refused_row)
    sed -i 's/bob@example.com/bob/' "$csv"
    expect 1 with_sandbox "$sync" "$csv"
    shows '^refused  acme_2  row 2: .*email'
    shows '^3 rows: 2 created, 0 changed, 1 refused$'
    says "not all rows were taken"
    ;;
  row_in_latin_1)
    printf 'externalId,email,name\nacme_1,ada@example.com,Ada\nacme_2,jose@example.com,Jos\xE9\nacme_3,eve@example.com,Eve\n' >"$csv"
    expect 1 with_sandbox "$sync" "$csv"
    shows '^refused  acme_2  row 2: NewCustomer.name is not valid UTF-8; ticket0::lossy_utf8'
    shows '^created  acme_3 '
    shows '^3 rows: 2 created, 0 changed, 1 refused$'
    ;;
  row_without_id_or_email)
    printf 'externalId,email\n,ada@example.com\nacme_2,\n,\nacme_4\nacme_5,eve@example.com\n' >"$csv"
    expect 1 with_sandbox "$sync" "$csv"
    shows '^refused  -  row 1: no externalId or no email$'
    shows '^refused  acme_2  row 2: no externalId or no email$'
    shows '^refused  -  row 3: no externalId or no email$'
    shows '^refused  -  row 4: not as many fields as columns$'
    shows '^created  acme_5 '
    shows '^5 rows: 1 created, 0 changed, 4 refused$'
    says "not all rows were taken"
    ;;
  bad_file)
    expect 2 with_sandbox "$sync"
    says "Usage: sync_customers FILE [--progress]"
    expect 1 with_sandbox "$sync" "$work/none.csv"
    says "cannot read $work/none.csv"
    printf 'externalId;email\nacme_1;ada@example.com\n' >"$csv"
    expect 1 with_sandbox "$sync" "$csv"
    says "the first line of the CSV names no column externalId"
    printf 'externalId,email\n"acme_1,' >"$csv"
    expect 1 with_sandbox "$sync" "$csv"
    says "the CSV ends inside of quotes"
    prints_nothing
    ;;
  lost_answers)
    echo '{"faults": [{"route": "POST /customers", "kind": "lose_answer"}]}' >"$work/faults.json"
    sandbox_with --quiet --faults "$work/faults.json"
    expect 0 with_sandbox bash -c 'sync_twice_and_look "$@"' bash "$sync" "$csv" "$csv" acme_1
    shows '^3 rows: 0 created, 0 changed, 0 refused$'
    [ "$(grep -o '"externalId":"acme_1"' "$work/out" | wc -l)" -eq 1 ] || fail "not one customer"
    ;;
  progress)
    expect 0 with_sandbox "$sync" "$csv" --progress
    says "[######--------------] row 2 of 3"
    ;;
  *)
    echo "No case '$case'" >&2
    exit 2
    ;;
esac
