#!/bin/sh
# Runs a scenario in continuous integration: keeps the results, compares them with earlier runs, keeps the run as a baseline.
#
#   turnout-ci.sh SCENARIO [OPTIONS OF turnout run]
#
# The exit code is turnout's: 0 passed, 98 a regression, 99 a threshold failed, 97 the run is invalid, 64 a wrong scenario,
# 1 the run could not be carried out.
#
# Variables, all optional:
#   TURNOUT                  the program (default: turnout)
#   TURNOUT_RESULTS          the folder of the results, which must not exist (default: turnout-results). It gets the run
#                            directory (run), junit.xml and summary.md
#   TURNOUT_BASELINES        the folder of the baselines, each a run directory (default: none; nothing is compared). It is
#                            made when the first baseline is kept
#   TURNOUT_KEEP_BASELINE    yes: a passed run becomes a baseline while there are too few. For the main branch
#   TURNOUT_MOST_BASELINES   how many baselines are enough (default: 5)
#   TURNOUT_RENEW_BASELINES  yes: nothing is compared; a passed run takes the place of all baselines. For changes that are
#                            meant to change the times
#   TURNOUT_OPTIONS          further options of turnout run, one a line
set -eu
umask 077

say() { echo "turnout-ci: $*" >&2; }
[ $# -ge 1 ] || { say "usage: turnout-ci.sh SCENARIO [OPTIONS OF turnout run]"; exit 64; }
turnout=${TURNOUT:-turnout}
results=${TURNOUT_RESULTS:-turnout-results}
baselines=${TURNOUT_BASELINES:-}
keep=${TURNOUT_KEEP_BASELINE:-no}
renew=${TURNOUT_RENEW_BASELINES:-no}
most=${TURNOUT_MOST_BASELINES:-5}

for answer in "KEEP_BASELINE=$keep" "RENEW_BASELINES=$renew"; do
    case ${answer#*=} in
    yes | no) ;;
    *) say "TURNOUT_${answer%%=*} is '${answer#*=}': it must be yes or no"; exit 64 ;;
    esac
done
if [ -e "$results" ]; then
    say "$results exists: remove it, or name another folder with TURNOUT_RESULTS"
    exit 64
fi
if [ -z "$baselines" ] && [ "$keep$renew" != nono ]; then
    say "TURNOUT_BASELINES is not set: there is nowhere to keep a baseline"
    exit 64
fi

# The baselines, as options.
count=0
if [ -n "$baselines" ] && [ "$renew" != yes ]; then
    for run in "$baselines"/*/; do
        [ -f "$run/run.sqlite" ] || continue
        set -- "$@" --baseline "${run%/}"
        count=$((count + 1))
    done
fi
while IFS= read -r option; do
    [ -z "$option" ] || set -- "$@" "$option"
done <<END
${TURNOUT_OPTIONS:-}
END

mkdir -p -- "$results"
code=0
"$turnout" run "$@" --out "$results/run" --junit "$results/junit.xml" --markdown "$results/summary.md" || code=$?
# Nothing was sent if the scenario is wrong: then there are no results, and the next attempt may begin.
rmdir -- "$results" 2>/dev/null || true

# GitHub Actions shows this file on the job's page. What fails from here on does not change what is said of the run.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$results/summary.md" ]; then
    cat "$results/summary.md" >>"$GITHUB_STEP_SUMMARY" || say "cannot write to GITHUB_STEP_SUMMARY"
fi

# Copies the run to the baselines under a name that is no baseline's, and renames it when it is whole.
name=$(date -u +%Y%m%dT%H%M%SZ)-$$
keep_run() {
    mkdir -p -- "$baselines" && cp -R -- "$results/run" "$baselines/.$name" &&
        mv -- "$baselines/.$name" "$baselines/$name" && return
    rm -rf -- "$baselines/.$name"
    say "the run could not be kept in $baselines"
    return 1
}

# Only a passed run becomes a baseline. A full set stays as it is until somebody renews it: if each run took the place of an
# older one, times could rise by a little every week, and no comparison would ever say so.
if [ "$code" = 0 ]; then
    if [ "$renew" = yes ]; then
        if keep_run; then
            for run in "$baselines"/*/; do
                [ "${run%/}" = "$baselines/$name" ] || [ ! -f "$run/run.sqlite" ] || rm -r -- "$run"
            done
            say "the baselines were renewed: this run is the only one"
        fi
    elif [ "$keep" = yes ] && [ "$count" -ge "$most" ]; then
        say "the set of $most baselines is full: this run is not kept"
    elif [ "$keep" = yes ]; then
        if keep_run; then say "this run is baseline $((count + 1)) of $most"; fi
    fi
fi
exit "$code"
