# bash completion for qmd; made by `qmd completions bash`
_qmd() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= flags= words= i
  COMPREPLY=()
  case $before in
    --format) COMPREPLY=($(compgen -W 'cli json csv md xml files' -- "$word")); return ;;
    --chunk-strategy) COMPREPLY=($(compgen -W 'auto regex' -- "$word")); return ;;
    -c|--collection) COMPREPLY=($(compgen -W "$(qmd collection list --json 2>/dev/null | sed -n 's/^ *"name": "\(.*\)",$/\1/p')" -- "$word")); return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ ${COMP_WORDS[i]} == -* ]] || verb="$verb${verb:+ }${COMP_WORDS[i]}"
  done
  case $verb in
    '') words='search query vsearch get multi-get ls collection context init trust forget update watch service status doctor cleanup embed pull providers help completions version' flags='--index -h --help -v --version --no-color' ;;
    'collection update-cmd'*) flags='--index -h --help -v --version --no-color' ;;
    'collection include'*) flags='--index -h --help -v --version --no-color' ;;
    'collection exclude'*) flags='--index -h --help -v --version --no-color' ;;
    'collection rename'*) flags='--index -h --help -v --version --no-color' ;;
    'collection remove'*) flags='--index -h --help -v --version --no-color' ;;
    'providers consent'*) flags='-c --collection --index -h --help -v --version --no-color' ;;
    'providers revoke'*) flags='--index -h --help -v --version --no-color' ;;
    'collection list'*) flags='--json --index -h --help -v --version --no-color' ;;
    'collection show'*) flags='--index -h --help -v --version --no-color' ;;
    'service install'*) flags='--dry-run --index -h --help -v --version --no-color' ;;
    'collection add'*) flags='--name --mask --glob --index -h --help -v --version --no-color' ;;
    'service remove'*) flags='--index -h --help -v --version --no-color' ;;
    'service status'*) flags='--index -h --help -v --version --no-color' ;;
    'providers list'*) flags='--index -h --help -v --version --no-color' ;;
    'context list'*) flags='--json --index -h --help -v --version --no-color' ;;
    'trust revoke'*) flags='--index -h --help -v --version --no-color' ;;
    'watch status'*) flags='--json --index -h --help -v --version --no-color' ;;
    'context add'*) flags='--index -h --help -v --version --no-color' ;;
    'completions'*) flags='--index -h --help -v --version --no-color' ;;
    'collection'*) [[ $verb == 'collection' ]] && words='add list show rename remove update-cmd include exclude'; flags='--index -h --help -v --version --no-color' ;;
    'context rm'*) flags='--index -h --help -v --version --no-color' ;;
    'trust list'*) flags='--index -h --help -v --version --no-color' ;;
    'watch stop'*) flags='--index -h --help -v --version --no-color' ;;
    'multi-get'*) flags='-l --lines --max-bytes --no-line-numbers --line-numbers --full-path --format --json --csv --md --xml --files --index -h --help -v --version --no-color' ;;
    'providers'*) [[ $verb == 'providers' ]] && words='list consent revoke'; flags='--index -h --help -v --version --no-color' ;;
    'vsearch'*) flags='-n --limit -c --collection --all --min-score --full --line-numbers --full-path --explain --sync --format --json --csv --md --xml --files --index -h --help -v --version --no-color' ;;
    'context'*) [[ $verb == 'context' ]] && words='add list rm'; flags='--index -h --help -v --version --no-color' ;;
    'service'*) [[ $verb == 'service' ]] && words='install remove status'; flags='--index -h --help -v --version --no-color' ;;
    'cleanup'*) flags='--dry-run --index -h --help -v --version --no-color' ;;
    'version'*) flags='--index -h --help -v --version --no-color' ;;
    'search'*) flags='-n --limit -c --collection --all --min-score --full --line-numbers --full-path --explain --sync --format --json --csv --md --xml --files --index -h --help -v --version --no-color' ;;
    'forget'*) flags='--index -h --help -v --version --no-color' ;;
    'update'*) flags='--wait --index -h --help -v --version --no-color' ;;
    'status'*) flags='--json --problems --index -h --help -v --version --no-color' ;;
    'doctor'*) flags='--restore-index --index -h --help -v --version --no-color' ;;
    'query'*) flags='-n --limit -c --collection --all --min-score --full --line-numbers --full-path --explain --sync --format --json --csv --md --xml --files --index -h --help -v --version --no-color' ;;
    'trust'*) [[ $verb == 'trust' ]] && words='list revoke'; flags='--index -h --help -v --version --no-color' ;;
    'watch'*) [[ $verb == 'watch' ]] && words='status stop'; flags='--daemon --index -h --help -v --version --no-color' ;;
    'embed'*) flags='-c --collection --index -h --help -v --version --no-color' ;;
    'init'*) flags='--index -h --help -v --version --no-color' ;;
    'pull'*) flags='--refresh --progress --index -h --help -v --version --no-color' ;;
    'help'*) flags='--man --readme --index -h --help -v --version --no-color' ;;
    'get'*) flags='--from -l --lines --no-line-numbers --line-numbers --full-path --json --index -h --help -v --version --no-color' ;;
    'ls'*) flags='--json --index -h --help -v --version --no-color' ;;
  esac
  case $verb in
    'collection '*) [[ $verb == 'collection add'* ]] || words="$(qmd collection list --json 2>/dev/null | sed -n 's/^ *"name": "\(.*\)",$/\1/p')" ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word"))
  fi
}
complete -o filenames -o bashdefault -F _qmd qmd
