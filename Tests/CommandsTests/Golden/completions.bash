# bash completion for qmd; made by `qmd completions bash`
_qmd() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= words= flags= files= i
  local IFS=$' \t\n'
  COMPREPLY=()
  case $before in
    --for) COMPREPLY=($(compgen -W 'embedding teach search' -- "$word")); return ;;
    --format) COMPREPLY=($(compgen -W 'cli json csv md xml files' -- "$word")); return ;;
    --chunk-strategy) COMPREPLY=($(compgen -W 'auto regex' -- "$word")); return ;;
    --mode) COMPREPLY=($(compgen -W 'words both' -- "$word")); return ;;
    -c|--collection) COMPREPLY=($(compgen -W "$(qmd completions collections 2>/dev/null)" -- "$word")); return ;;
    --index|--name|--mask|--glob|-n|--limit|--from|--max-chars|--min-score|--for|-c|--collection|--format|--intent|-C|--candidate-limit|--chunk-strategy|-l|--lines|--max-bytes|--k|--mode|--fail-under|--since|--junit|--html|--rounds|--budget|--port|--host|--token-file|--timeout|--max-docs-per-batch|--max-batch-mb|--ir|--split) return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --index|--name|--mask|--glob|-n|--limit|--from|--max-chars|--min-score|--for|-c|--collection|--format|--intent|-C|--candidate-limit|--chunk-strategy|-l|--lines|--max-bytes|--k|--mode|--fail-under|--since|--junit|--html|--rounds|--budget|--port|--host|--token-file|--timeout|--max-docs-per-batch|--max-batch-mb|--ir|--split) ((i++)) ;;
      -*) ;;
      *) verb+=${verb:+ }${COMP_WORDS[i]} ;;
    esac
  done
  case $verb in
    '') words='search query vsearch get multi-get ls collection context init trust forget skills skill contract audit teach proposals mcp hook lookups update watch service status doctor cleanup embed bench pull providers help completions version' flags='--index -h --help -v --version --skill --no-color' ;;
    'collection add'|'collection add '*) flags='--name --mask --glob --index -h --help -v --version --skill --no-color' files=1 ;;
    'collection list'|'collection list '*|'collection ls'|'collection ls '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'collection show'|'collection show '*|'collection info'|'collection info '*) flags='--index -h --help -v --version --skill --no-color' words="$(qmd completions collections 2>/dev/null)" ;;
    'collection rename'|'collection rename '*|'collection mv'|'collection mv '*) flags='--index -h --help -v --version --skill --no-color' words="$(qmd completions collections 2>/dev/null)" ;;
    'collection remove'|'collection remove '*|'collection rm'|'collection rm '*) flags='--index -h --help -v --version --skill --no-color' words="$(qmd completions collections 2>/dev/null)" ;;
    'collection update-cmd'|'collection update-cmd '*|'collection set-update'|'collection set-update '*) flags='--index -h --help -v --version --skill --no-color' words="$(qmd completions collections 2>/dev/null)" ;;
    'collection include'|'collection include '*) flags='--index -h --help -v --version --skill --no-color' words="$(qmd completions collections 2>/dev/null)" ;;
    'collection exclude'|'collection exclude '*) flags='--index -h --help -v --version --skill --no-color' words="$(qmd completions collections 2>/dev/null)" ;;
    'context add'|'context add '*) flags='--index -h --help -v --version --skill --no-color' files=1 ;;
    'context list'|'context list '*|'context ls'|'context ls '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'context rm'|'context rm '*|'context remove'|'context remove '*) flags='--index -h --help -v --version --skill --no-color' files=1 ;;
    'trust list'|'trust list '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'trust revoke'|'trust revoke '*) flags='--index -h --help -v --version --skill --no-color' files=1 ;;
    'skills list'|'skills list '*|'skills ls'|'skills ls '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'skills show'|'skills show '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'skills lint'|'skills lint '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'skills where'|'skills where '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'skills history'|'skills history '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'skills diff'|'skills diff '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'skills rollback'|'skills rollback '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'skills get'|'skills get '*) flags='--full --all --json --index -h --help -v --version --skill --no-color' ;;
    'skills path'|'skills path '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'skill show'|'skill show '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'skill install'|'skill install '*) flags='--global --yes -f --force --index -h --help -v --version --skill --no-color' ;;
    'contract new'|'contract new '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'contract import'|'contract import '*) flags='--index -h --help -v --version --skill --no-color' files=1 ;;
    'contract check'|'contract check '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'audit history'|'audit history '*) flags='-n --limit --json --index -h --help -v --version --skill --no-color' ;;
    'audit diff'|'audit diff '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'teach new'|'teach new '*) flags='--from --name --dry-run --index -h --help -v --version --skill --no-color' ;;
    'proposals list'|'proposals list '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'proposals show'|'proposals show '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'proposals adopt'|'proposals adopt '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'proposals reject'|'proposals reject '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'mcp stop'|'mcp stop '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'hook claude'|'hook claude '*) flags='-n --limit --max-chars --min-score --index -h --help -v --version --skill --no-color' ;;
    'hook codex'|'hook codex '*) flags='-n --limit --max-chars --min-score --index -h --help -v --version --skill --no-color' ;;
    'hook gemini'|'hook gemini '*) flags='-n --limit --max-chars --min-score --index -h --help -v --version --skill --no-color' ;;
    'hook pi'|'hook pi '*) flags='-n --limit --max-chars --min-score --index -h --help -v --version --skill --no-color' ;;
    'hook opencode'|'hook opencode '*) flags='-n --limit --max-chars --min-score --index -h --help -v --version --skill --no-color' ;;
    'hook plain'|'hook plain '*) flags='-n --limit --max-chars --min-score --json --index -h --help -v --version --skill --no-color' ;;
    'hook install'|'hook install '*) flags='--project --yes --dry-run --index -h --help -v --version --skill --no-color' words='claude codex gemini pi opencode' ;;
    'hook remove'|'hook remove '*) flags='--project --yes --dry-run --index -h --help -v --version --skill --no-color' words='claude codex gemini pi opencode' ;;
    'hook status'|'hook status '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'lookups keep'|'lookups keep '*) flags='--index -h --help -v --version --skill --no-color' words='text hashes nothing' ;;
    'lookups forget'|'lookups forget '*) flags='--yes --index -h --help -v --version --skill --no-color' ;;
    'watch status'|'watch status '*) flags='--json --index -h --help -v --version --skill --no-color' ;;
    'watch stop'|'watch stop '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'service install'|'service install '*) flags='--dry-run --index -h --help -v --version --skill --no-color' ;;
    'service remove'|'service remove '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'service status'|'service status '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'providers list'|'providers list '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'providers test'|'providers test '*) flags='--for --index -h --help -v --version --skill --no-color' ;;
    'providers consent'|'providers consent '*) flags='-c --collection --for --index -h --help -v --version --skill --no-color' ;;
    'providers revoke'|'providers revoke '*) flags='--for --index -h --help -v --version --skill --no-color' ;;
    'search'|'search '*) flags='-n --limit -c --collection --all --min-score --full --line-numbers --full-path --explain --sync --format --json --csv --md --xml --files --intent --index -h --help -v --version --skill --no-color' ;;
    'query'|'query '*|'deep-search'|'deep-search '*) flags='-n --limit -c --collection --all --min-score --full --line-numbers --full-path --explain --sync --format --json --csv --md --xml --files --intent --no-rerank -C --candidate-limit --index -h --help -v --version --skill --no-color' ;;
    'vsearch'|'vsearch '*|'vector-search'|'vector-search '*) flags='-n --limit -c --collection --all --min-score --full --line-numbers --full-path --explain --sync --format --json --csv --md --xml --files --intent --index -h --help -v --version --skill --no-color' ;;
    'get'|'get '*) flags='--from -l --lines --no-line-numbers --line-numbers --full-path --json --index -h --help -v --version --skill --no-color' files=1 ;;
    'multi-get'|'multi-get '*) flags='-l --lines --max-bytes --no-line-numbers --line-numbers --full-path --format --json --csv --md --xml --files --index -h --help -v --version --skill --no-color' files=1 ;;
    'ls'|'ls '*) flags='--json --index -h --help -v --version --skill --no-color' words="$(qmd completions collections 2>/dev/null)" ;;
    'collection'|'collection '*) flags='--index -h --help -v --version --skill --no-color' words='add list show rename remove update-cmd include exclude' ;;
    'context'|'context '*) flags='--index -h --help -v --version --skill --no-color' words='add list rm' ;;
    'init'|'init '*) flags='--index -h --help -v --version --skill --no-color' ;;
    'trust'|'trust '*) flags='--index -h --help -v --version --skill --no-color' words='list revoke' ;;
    'forget'|'forget '*) flags='--index -h --help -v --version --skill --no-color' files=1 ;;
    'skills'|'skills '*) flags='--json --index -h --help -v --version --skill --no-color' words='list show lint where history diff rollback get path' ;;
    'skill'|'skill '*) flags='--index -h --help -v --version --skill --no-color' words='show install' ;;
    'contract'|'contract '*) flags='--index -h --help -v --version --skill --no-color' words='new import check' ;;
    'audit'|'audit '*) flags='--k --mode --fail-under --since --explain --json --junit --html --index -h --help -v --version --skill --no-color' words='history diff' ;;
    'teach'|'teach '*) flags='--rounds --budget --dry-run --wanted --attend --index -h --help -v --version --skill --no-color' words='new' ;;
    'proposals'|'proposals '*) flags='--json --index -h --help -v --version --skill --no-color' words='list show adopt reject' ;;
    'mcp'|'mcp '*) flags='--http --port --host --token-file --daemon --index -h --help -v --version --skill --no-color' words='stop' ;;
    'hook'|'hook '*) flags='--index -h --help -v --version --skill --no-color' words='claude codex gemini pi opencode plain install remove status' ;;
    'lookups'|'lookups '*) flags='--unanswered --ignored -n --limit --json --index -h --help -v --version --skill --no-color' words='keep forget' ;;
    'update'|'update '*) flags='--wait --index -h --help -v --version --skill --no-color' ;;
    'watch'|'watch '*) flags='--daemon --index -h --help -v --version --skill --no-color' words='status stop' ;;
    'service'|'service '*) flags='--index -h --help -v --version --skill --no-color' words='install remove status' ;;
    'status'|'status '*) flags='--json --problems --index -h --help -v --version --skill --no-color' ;;
    'doctor'|'doctor '*) flags='--restore-index --index -h --help -v --version --skill --no-color' ;;
    'cleanup'|'cleanup '*) flags='--dry-run --index -h --help -v --version --skill --no-color' ;;
    'embed'|'embed '*) flags='-c --collection -f --force --timeout --index -h --help -v --version --skill --no-color' ;;
    'bench'|'bench '*) flags='--ir --split -c --collection --json --index -h --help -v --version --skill --no-color' ;;
    'pull'|'pull '*) flags='--refresh --progress --index -h --help -v --version --skill --no-color' ;;
    'providers'|'providers '*) flags='--index -h --help -v --version --skill --no-color' words='list test consent revoke' ;;
    'help'|'help '*) flags='--man --readme --index -h --help -v --version --skill --no-color' words='search query vsearch get multi-get ls collection context init trust forget skills skill contract audit teach proposals mcp hook lookups update watch service status doctor cleanup embed bench pull providers help completions version' ;;
    'completions'|'completions '*) flags='--index -h --help -v --version --skill --no-color' words='bash zsh fish' ;;
    'version'|'version '*) flags='--index -h --help -v --version --skill --no-color' ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    if [[ $files ]]; then
      compopt -o filenames 2>/dev/null
      IFS=$'\n'
      COMPREPLY+=($(compgen -f -- "$word"))
    fi
  fi
}
complete -F _qmd qmd
