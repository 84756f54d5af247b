#compdef qmd
# zsh completion for qmd; made by `qmd completions zsh`
_qmd_collections() { compadd -- ${(f)"$(qmd completions collections 2>/dev/null)"} }
_qmd() {
  local -a typed verbs flags
  local i
  for ((i = 2; i < CURRENT; i++)); do
    case ${words[i]} in
      (--index|--name|--mask|--glob|-n|--limit|--from|--max-chars|--min-score|--for|-c|--collection|--format|--intent|-C|--candidate-limit|--chunk-strategy|-l|--lines|--max-bytes|--k|--mode|--fail-under|--since|--junit|--html|--rounds|--budget|--port|--host|--token-file|--timeout|--max-docs-per-batch|--max-batch-mb|--ir|--split) ((i++)) ;;
      (-*) ;;
      (*) typed+=("${words[i]}") ;;
    esac
  done
  local rest='*: :_message word'
  case "$typed" in
    ('')
      verbs=(
        'search:Find what answers a question, by its words.'
        'query:Find what answers a question, by words and meaning.'
        'vsearch:Find what answers a question, by meaning.'
        'get:Print a document, or some lines of it.'
        'multi-get:Print several documents, by a pattern or a list.'
        'ls:List collections, or the documents in one.'
        'collection:Say which folders are kept.'
        'context:Say what lies in a folder; it is shown with every hit from there.'
        'init:Make an index of its own for the project in this folder.'
        'trust:Approve what a project'\''s own configuration asks for.'
        'forget:Remove a text, and all that was made of it, from index and ledger.'
        'skills:List skills, look at one, and find what is amiss with them.'
        'skill:Show or install the skill that teaches an agent to use qmd.'
        'contract:Say which queries must surface a skill, and which must not.'
        'audit:Put every query of every contract to the whole library, and say which skill comes up.'
        'teach:Find better words for skills that are not found, and keep them only when they are proven.'
        'proposals:See what lessons propose, and adopt or reject it.'
        'mcp:Answer agents by the Model Context Protocol, over standard input and output or HTTP.'
        'hook:Let agents look before they answer.'
        'lookups:Show what agents asked, what they were shown, and whether they read it.'
        'update:Bring the index in line with the files.'
        'watch:Keep the index current\: a saved file is found at once.'
        'service:Let systemd keep the watcher running, from login on.'
        'status:Show what is kept, how much, and whether it is current.'
        'doctor:Check everything that could be wrong, and say what to do.'
        'cleanup:Make the index small again.'
        'embed:Compute the vectors that texts are found by their meaning with.'
        'bench:Measure how well questions with known answers find them.'
        'pull:Fetch the model that finds texts by their meaning (91 MB).'
        'providers:Show which models make vectors and teach, and what may be sent to them.'
        'help:Show what there is, or what one verb does.'
        'completions:Print what makes a shell complete verbs and flags.'
        'version:Show the version.'
      )
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection add'|'collection add '*)
      rest='*:file:_files'
      flags=(
        '--name[the collection'\''s name (the folder'\''s, unless given)]:name:'
        '--mask[which files belong to it (**/*.md), as comma list or {a,b} too]:pattern:'
        '--glob[which files belong to it (**/*.md), as comma list or {a,b} too]:pattern:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection list'|'collection list '*|'collection ls'|'collection ls '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection show'|'collection show '*|'collection info'|'collection info '*)
      rest='*:collection:_qmd_collections'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection rename'|'collection rename '*|'collection mv'|'collection mv '*)
      rest='*:collection:_qmd_collections'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection remove'|'collection remove '*|'collection rm'|'collection rm '*)
      rest='*:collection:_qmd_collections'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection update-cmd'|'collection update-cmd '*|'collection set-update'|'collection set-update '*)
      rest='*:collection:_qmd_collections'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection include'|'collection include '*)
      rest='*:collection:_qmd_collections'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection exclude'|'collection exclude '*)
      rest='*:collection:_qmd_collections'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('context add'|'context add '*)
      rest='*:file:_files'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('context list'|'context list '*|'context ls'|'context ls '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('context rm'|'context rm '*|'context remove'|'context remove '*)
      rest='*:file:_files'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('trust list'|'trust list '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('trust revoke'|'trust revoke '*)
      rest='*:file:_files'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills list'|'skills list '*|'skills ls'|'skills ls '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills show'|'skills show '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills lint'|'skills lint '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills where'|'skills where '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills history'|'skills history '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills diff'|'skills diff '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills rollback'|'skills rollback '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills get'|'skills get '*)
      flags=(
        '--full[also the files beside SKILL.md]'
        '--all[every skill there is]'
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills path'|'skills path '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skill show'|'skill show '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skill install'|'skill install '*)
      flags=(
        '--global[for all projects of this user]'
        '--yes[do not ask]'
        '-f[replace what is there already]'
        '--force[replace what is there already]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('contract new'|'contract new '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('contract import'|'contract import '*)
      rest='*:file:_files'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('contract check'|'contract check '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('audit history'|'audit history '*)
      flags=(
        '-n[at most N audits (20)]:n:'
        '--limit[at most N audits (20)]:n:'
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('audit diff'|'audit diff '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('teach new'|'teach new '*)
      flags=(
        '--from[a playbook to make the skill from: repeat it for several]:playbook:'
        '--name[the skill'\''s name (the playbook'\''s, unless given)]:name:'
        '--dry-run[show what would be done, and do nothing]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('proposals list'|'proposals list '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('proposals show'|'proposals show '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('proposals adopt'|'proposals adopt '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('proposals reject'|'proposals reject '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('mcp stop'|'mcp stop '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook claude'|'hook claude '*)
      flags=(
        '-n[at most N entries (3)]:n:'
        '--limit[at most N entries (3)]:n:'
        '--max-chars[at most N characters (1200)]:n:'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook codex'|'hook codex '*)
      flags=(
        '-n[at most N entries (3)]:n:'
        '--limit[at most N entries (3)]:n:'
        '--max-chars[at most N characters (1200)]:n:'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook gemini'|'hook gemini '*)
      flags=(
        '-n[at most N entries (3)]:n:'
        '--limit[at most N entries (3)]:n:'
        '--max-chars[at most N characters (1200)]:n:'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook pi'|'hook pi '*)
      flags=(
        '-n[at most N entries (3)]:n:'
        '--limit[at most N entries (3)]:n:'
        '--max-chars[at most N characters (1200)]:n:'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook opencode'|'hook opencode '*)
      flags=(
        '-n[at most N entries (3)]:n:'
        '--limit[at most N entries (3)]:n:'
        '--max-chars[at most N characters (1200)]:n:'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook plain'|'hook plain '*)
      flags=(
        '-n[at most N entries (3)]:n:'
        '--limit[at most N entries (3)]:n:'
        '--max-chars[at most N characters (1200)]:n:'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook install'|'hook install '*)
      rest='*:word:(claude codex gemini pi opencode)'
      flags=(
        '--project[in this project'\''s folder instead of the user'\''s]'
        '--yes[do not ask]'
        '--dry-run[show what would be done, and do nothing]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook remove'|'hook remove '*)
      rest='*:word:(claude codex gemini pi opencode)'
      flags=(
        '--project[in this project'\''s folder instead of the user'\''s]'
        '--yes[do not ask]'
        '--dry-run[show what would be done, and do nothing]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook status'|'hook status '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('lookups keep'|'lookups keep '*)
      rest='*:word:(text hashes nothing)'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('lookups forget'|'lookups forget '*)
      flags=(
        '--yes[do not ask]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('watch status'|'watch status '*)
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('watch stop'|'watch stop '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('service install'|'service install '*)
      flags=(
        '--dry-run[show what would be done, and do nothing]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('service remove'|'service remove '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('service status'|'service status '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('providers list'|'providers list '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('providers test'|'providers test '*)
      flags=(
        '--for[what texts are sent for: embedding, teach or search]:purpose:(embedding teach search)'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('providers consent'|'providers consent '*)
      flags=(
        '*-c[only these collections: repeat it for several]:name:_qmd_collections'
        '*--collection[only these collections: repeat it for several]:name:_qmd_collections'
        '--for[what texts are sent for: embedding, teach or search]:purpose:(embedding teach search)'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('providers revoke'|'providers revoke '*)
      flags=(
        '--for[what texts are sent for: embedding, teach or search]:purpose:(embedding teach search)'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('search'|'search '*)
      flags=(
        '-n[at most N hits (5; for json and files 20)]:n:'
        '--limit[at most N hits (5; for json and files 20)]:n:'
        '*-c[search one or more collections: repeat it for several]:name:_qmd_collections'
        '*--collection[search one or more collections: repeat it for several]:name:_qmd_collections'
        '--all[all hits, however many]'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--full[the whole text of each hit instead of a few lines]'
        '--line-numbers[number the lines]'
        '--full-path[paths of files instead of qmd:// addresses]'
        '--explain[show why each hit ranks where it does]'
        '--sync[first wait until the watcher has seen everything saved before now]'
        '--format[cli, json, csv, md, xml or files]:format:(cli json csv md xml files)'
        '--json[the same as --format json]'
        '--csv[the same as --format csv]'
        '--md[the same as --format md]'
        '--xml[the same as --format xml]'
        '--files[the same as --format files]'
        '--intent[what the question is for; it bends its meaning]:text:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('query'|'query '*|'deep-search'|'deep-search '*)
      flags=(
        '-n[at most N hits (5; for json and files 20)]:n:'
        '--limit[at most N hits (5; for json and files 20)]:n:'
        '*-c[search one or more collections: repeat it for several]:name:_qmd_collections'
        '*--collection[search one or more collections: repeat it for several]:name:_qmd_collections'
        '--all[all hits, however many]'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--full[the whole text of each hit instead of a few lines]'
        '--line-numbers[number the lines]'
        '--full-path[paths of files instead of qmd:// addresses]'
        '--explain[show why each hit ranks where it does]'
        '--sync[first wait until the watcher has seen everything saved before now]'
        '--format[cli, json, csv, md, xml or files]:format:(cli json csv md xml files)'
        '--json[the same as --format json]'
        '--csv[the same as --format csv]'
        '--md[the same as --format md]'
        '--xml[the same as --format xml]'
        '--files[the same as --format files]'
        '--intent[what the question is for; it bends its meaning]:text:'
        '--no-rerank[have no language model rank the best hits again]'
        '-C[how many hits a language model ranks again (20)]:n:'
        '--candidate-limit[how many hits a language model ranks again (20)]:n:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('vsearch'|'vsearch '*|'vector-search'|'vector-search '*)
      flags=(
        '-n[at most N hits (5; for json and files 20)]:n:'
        '--limit[at most N hits (5; for json and files 20)]:n:'
        '*-c[search one or more collections: repeat it for several]:name:_qmd_collections'
        '*--collection[search one or more collections: repeat it for several]:name:_qmd_collections'
        '--all[all hits, however many]'
        '--min-score[only hits of at least this score, from 0 to 1]:x:'
        '--full[the whole text of each hit instead of a few lines]'
        '--line-numbers[number the lines]'
        '--full-path[paths of files instead of qmd:// addresses]'
        '--explain[show why each hit ranks where it does]'
        '--sync[first wait until the watcher has seen everything saved before now]'
        '--format[cli, json, csv, md, xml or files]:format:(cli json csv md xml files)'
        '--json[the same as --format json]'
        '--csv[the same as --format csv]'
        '--md[the same as --format md]'
        '--xml[the same as --format xml]'
        '--files[the same as --format files]'
        '--intent[what the question is for; it bends its meaning]:text:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('get'|'get '*)
      rest='*:file:_files'
      flags=(
        '--from[begin at this line]:line:'
        '-l[at most N lines]:n:'
        '--lines[at most N lines]:n:'
        '--no-line-numbers[leave the lines unnumbered]'
        '--line-numbers[number the lines]'
        '--full-path[paths of files instead of qmd:// addresses]'
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('multi-get'|'multi-get '*)
      rest='*:file:_files'
      flags=(
        '-l[at most N lines]:n:'
        '--lines[at most N lines]:n:'
        '--max-bytes[skip files larger than N bytes (65536)]:n:'
        '--no-line-numbers[leave the lines unnumbered]'
        '--line-numbers[number the lines]'
        '--full-path[paths of files instead of qmd:// addresses]'
        '--format[cli, json, csv, md, xml or files]:format:(cli json csv md xml files)'
        '--json[the same as --format json]'
        '--csv[the same as --format csv]'
        '--md[the same as --format md]'
        '--xml[the same as --format xml]'
        '--files[the same as --format files]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('ls'|'ls '*)
      rest='*:collection:_qmd_collections'
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('collection'|'collection '*)
      verbs=(
        'add:Keep a folder, and index it at once.'
        'list:List the collections.'
        'show:Show how a collection is set up.'
        'rename:Give a collection another name.'
        'remove:Keep a folder no longer; its files stay.'
        'update-cmd:Set the command that `qmd update` runs first.'
        'include:Search a collection also when none is named.'
        'exclude:Search a collection only when it is named with -c.'
      )
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('context'|'context '*)
      verbs=(
        'add:Say what lies in a folder; / is everything.'
        'list:List the contexts.'
        'rm:Take a context away.'
      )
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('init'|'init '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('trust'|'trust '*)
      verbs=(
        'list:List the projects whose configuration is approved.'
        'revoke:Take an approval back.'
      )
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('forget'|'forget '*)
      rest='*:file:_files'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skills'|'skills '*)
      verbs=(
        'list:List the skill that qmd brings along, then yours.'
        'show:Show a skill\: what it says of itself, its contract, and what is amiss with it.'
        'lint:Find what is amiss with skills, and say what to do.'
        'where:Show where agents keep skills, and which of these folders are searched.'
        'history:List the texts of a skill that were displaced by an adoption or a rollback.'
        'diff:Show what the last change by qmd did to a skill, line by line.'
        'rollback:Undo the last change that qmd made to a skill, byte for byte.'
        'get:Print skills that qmd brings along.'
        'path:Print the folder of a skill that qmd brings along, or of each.'
      )
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('skill'|'skill '*)
      verbs=(
        'show:Print the skill that teaches an agent to use qmd.'
        'install:Put the skill where agents look for skills\: .agents/skills in this folder.'
      )
      rest='*:word:(show install)'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('contract'|'contract '*)
      verbs=(
        'new:Begin a contract for a skill, to be rewritten in your own words.'
        'import:Add the queries of a trigger set to a skill'\''s contract.'
        'check:Find what is amiss with contracts.'
      )
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('audit'|'audit '*)
      verbs=(
        'history:List the audits on record, newest first\: of the library, or of one skill.'
        'diff:Show what became different between two audits on record.'
      )
      flags=(
        '--k[how many first skills count as found (3)]:n:'
        '--mode[words, or both: words and meaning (words)]:mode:(words both)'
        '--fail-under[status 1 only when a smaller share of the queries is kept, from 0 to 1]:x:'
        '--since[what changed since an audit: its number, a date, or yesterday]:audit:'
        '--explain[show why each hit ranks where it does]'
        '--json[the same as --format json]'
        '--junit[write the results for a build server]:file:'
        '--html[write a page to look at]:file:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('teach'|'teach '*)
      verbs=(
        'new:Make a skill from playbooks, as a proposal; nothing is written until you adopt it.'
      )
      flags=(
        '--rounds[attempts per skill at most (8)]:n:'
        '--budget[what all attempts together may cost; a request that could pass it is not made]:usd:'
        '--dry-run[show what would be done, and do nothing]'
        '--wanted[the lessons that broken contracts asked for, and nothing else]'
        '--attend[the same whenever a line comes on standard input, until it ends]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('proposals'|'proposals '*)
      verbs=(
        'list:List proposals, the newest first.'
        'show:Show what a proposal would change, line by line, and its figures.'
        'adopt:Make a proposal'\''s change; what was there is kept.'
        'reject:Decide against a proposal; no file is changed.'
      )
      flags=(
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('mcp'|'mcp '*)
      verbs=(
        'stop:End the MCP server that answers over HTTP.'
      )
      flags=(
        '--http[over HTTP, for several agents at a time]'
        '--port[the port to listen at (8181); 0 takes a free one]:n:'
        '--host[the address to listen at (localhost)]:host:'
        '--token-file[whoever asks must show the secret in this file; needed beyond this machine]:file:'
        '--daemon[run in the background]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('hook'|'hook '*)
      verbs=(
        'claude:Answer what Claude Code tells of a message.'
        'codex:Answer what Codex CLI tells of a message.'
        'gemini:Answer what Gemini CLI tells of a message.'
        'pi:Answer what Pi tells of a message.'
        'opencode:Answer what OpenCode tells of a message.'
        'plain:Answer a message with what to read first, as text.'
        'install:Let an agent ask qmd before it answers.'
        'remove:Take qmd out of an agent'\''s configuration again.'
        'status:Show which agents ask qmd, and by which file.'
      )
      rest='*:word:(claude codex gemini pi opencode plain install remove status)'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('lookups'|'lookups '*)
      verbs=(
        'keep:Say what may be kept of agents'\'' questions.'
        'forget:Remove what agents asked from spool and ledger\: all, or what holds these words.'
      )
      flags=(
        '--unanswered[only what found nothing, most asked first]'
        '--ignored[only what found something that nobody read]'
        '-n[at most N questions (20)]:n:'
        '--limit[at most N questions (20)]:n:'
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('update'|'update '*)
      flags=(
        '--wait[let a live watcher finish instead, and wait for it]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('watch'|'watch '*)
      verbs=(
        'status:Show whether a watcher runs, and what it last did; status 1 when none does.'
        'stop:End the watcher, after what it knows to have changed is committed.'
      )
      flags=(
        '--daemon[run in the background]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('service'|'service '*)
      verbs=(
        'install:Write the systemd user unit, enable and start it.'
        'remove:Stop the unit and remove it.'
        'status:Show whether the unit is installed, and whether a watcher runs; status 1 when either is not so.'
      )
      rest='*:word:(install remove status)'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('status'|'status '*)
      flags=(
        '--json[the same as --format json]'
        '--problems[list the files that are not indexed, or not whole, with the reason]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('doctor'|'doctor '*)
      flags=(
        '--restore-index[put back the newest index that was moved aside]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('cleanup'|'cleanup '*)
      flags=(
        '--dry-run[show what would be done, and do nothing]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('embed'|'embed '*)
      flags=(
        '*-c[only these collections: repeat it for several]:name:_qmd_collections'
        '*--collection[only these collections: repeat it for several]:name:_qmd_collections'
        '-f[do it again for everything]'
        '--force[do it again for everything]'
        '--timeout[stop after so long (30; 0 never)]:minutes:'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('bench'|'bench '*)
      flags=(
        '--ir[a retrieval set instead of a fixture]:folder:'
        '--split[only the queries of this split, such as test]:name:'
        '*-c[search one or more collections: repeat it for several]:name:_qmd_collections'
        '*--collection[search one or more collections: repeat it for several]:name:_qmd_collections'
        '--json[the same as --format json]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('pull'|'pull '*)
      flags=(
        '--refresh[fetch it again, even where it is whole]'
        '--progress[say what is being done, also where there is no terminal]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('providers'|'providers '*)
      verbs=(
        'list:Show which models make vectors and teach, and what may be sent to them.'
        'test:Ask each model that index.yml names for a word, to see whether it answers.'
        'consent:Agree that the texts of collections are sent to a model that index.yml names.'
        'revoke:Take consents back\: those for one endpoint, for one purpose, or all.'
      )
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('help'|'help '*)
      rest='*:word:(search query vsearch get multi-get ls collection context init trust forget skills skill contract audit teach proposals mcp hook lookups update watch service status doctor cleanup embed bench pull providers help completions version)'
      flags=(
        '--man[print the manual page]'
        '--readme[print the table of verbs as Markdown]'
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('completions'|'completions '*)
      rest='*:word:(bash zsh fish)'
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
    ('version'|'version '*)
      flags=(
        '--index[use the index and config of this name]:name:'
        '-h[show what a verb does, with examples]'
        '--help[show what a verb does, with examples]'
        '-v[show the version]'
        '--version[show the version]'
        '--skill[print the skill that teaches an agent to use qmd]'
        '--no-color[no colours and links, as with NO_COLOR=1]'
      ) ;;
  esac
  if (( $#verbs )) && [[ $PREFIX != -* ]]; then
    _describe verb verbs
  else
    _arguments -s : $flags "$rest"
  fi
}
if [[ $funcstack[1] == _qmd ]]; then _qmd "$@"; else compdef _qmd qmd; fi
