#compdef qmd
# zsh completion for qmd; made by `qmd completions zsh`
_qmd() {
  local -a verbs flags
  local verb=${words[2]}
  if (( CURRENT == 2 )); then
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
      'forget:Remove a text, and all that was made of it, from the index.'
      'update:Bring the index in line with the files.'
      'watch:Keep the index current\: a saved file is found at once.'
      'service:Let systemd keep the watcher running, from login on.'
      'status:Show what is kept, how much, and whether it is current.'
      'doctor:Check everything that could be wrong, and say what to do.'
      'cleanup:Make the index small again.'
      'embed:Compute vectors (nothing to do in this version).'
      'pull:Fetch the model that finds texts by their meaning (91 MB).'
      'providers:Show which model makes vectors, and what may be sent to it.'
      'help:Show what there is, or what one verb does.'
      'completions:Print what makes a shell complete verbs and flags.'
      'version:Show the version.'
    )
    _describe verb verbs
    return
  fi
  case $verb in
    collection)
      if (( CURRENT == 3 )); then
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
        _describe verb verbs
        return
      fi
      verb="$verb ${words[3]}" ;;
    context)
      if (( CURRENT == 3 )); then
        verbs=(
          'add:Say what lies in a folder; / is everything.'
          'list:List the contexts.'
          'rm:Take a context away.'
        )
        _describe verb verbs
        return
      fi
      verb="$verb ${words[3]}" ;;
    trust)
      if (( CURRENT == 3 )); then
        verbs=(
          'list:List the projects whose configuration is approved.'
          'revoke:Take an approval back.'
        )
        _describe verb verbs
        return
      fi
      verb="$verb ${words[3]}" ;;
    watch)
      if (( CURRENT == 3 )); then
        verbs=(
          'status:Show whether a watcher runs, and what it last did; status 1 when none does.'
          'stop:End the watcher, after what it knows to have changed is committed.'
        )
        _describe verb verbs
        return
      fi
      verb="$verb ${words[3]}" ;;
    service)
      if (( CURRENT == 3 )); then
        verbs=(
          'install:Write the systemd user unit, enable and start it.'
          'remove:Stop the unit and remove it.'
          'status:Show whether the unit is installed, and whether a watcher runs; status 1 when either is not so.'
        )
        _describe verb verbs
        return
      fi
      verb="$verb ${words[3]}" ;;
    providers)
      if (( CURRENT == 3 )); then
        verbs=(
          'list:Show which model makes vectors, and what may be sent to it.'
          'consent:Agree that the texts of collections are sent to the model that index.yml names.'
          'revoke:Take consents back\: those for one endpoint, or all.'
        )
        _describe verb verbs
        return
      fi
      verb="$verb ${words[3]}" ;;
  esac
  case $verb in
    'search') flags=(
      '-n[at most N hits (5; for json and files 20)]:n:'
      '--limit[at most N hits (5; for json and files 20)]:n:'
      '*-c[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
      '*--collection[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
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
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'query') flags=(
      '-n[at most N hits (5; for json and files 20)]:n:'
      '--limit[at most N hits (5; for json and files 20)]:n:'
      '*-c[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
      '*--collection[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
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
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'vsearch') flags=(
      '-n[at most N hits (5; for json and files 20)]:n:'
      '--limit[at most N hits (5; for json and files 20)]:n:'
      '*-c[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
      '*--collection[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
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
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'get') flags=(
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
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'multi-get') flags=(
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
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'ls') flags=(
      '--json[the same as --format json]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection add') flags=(
      '--name[the collection'\''s name (the folder'\''s, unless given)]:name:'
      '--mask[which files belong to it (**/*.md), as comma list or {a,b} too]:pattern:'
      '--glob[which files belong to it (**/*.md), as comma list or {a,b} too]:pattern:'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection list') flags=(
      '--json[the same as --format json]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection show') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection rename') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection remove') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection update-cmd') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection include') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'collection exclude') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'context') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'context add') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'context list') flags=(
      '--json[the same as --format json]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'context rm') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'init') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'trust') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'trust list') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'trust revoke') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'forget') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'update') flags=(
      '--wait[let a live watcher finish instead, and wait for it]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'watch') flags=(
      '--daemon[run in the background]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'watch status') flags=(
      '--json[the same as --format json]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'watch stop') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'service') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'service install') flags=(
      '--dry-run[show what would be done, and do nothing]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'service remove') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'service status') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'status') flags=(
      '--json[the same as --format json]'
      '--problems[list the files that are not indexed, with the reason]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'doctor') flags=(
      '--restore-index[put back the newest index that was moved aside]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'cleanup') flags=(
      '--dry-run[show what would be done, and do nothing]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'embed') flags=(
      '*-c[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
      '*--collection[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'pull') flags=(
      '--refresh[fetch it again, even where it is whole]'
      '--progress[say what is being done, also where there is no terminal]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'providers') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'providers list') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'providers consent') flags=(
      '*-c[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
      '*--collection[search one or more collections: repeat it for several]:name:(${(f)"$(qmd collection list --json 2>/dev/null | sed -n '\''s/^ *"name"\: "\(.*\)",$/\1/p'\'')"})'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'providers revoke') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'help') flags=(
      '--man[print the manual page]'
      '--readme[print the table of verbs as Markdown]'
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'completions') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
    'version') flags=(
      '--index[use the index and config of this name]:name:'
      '-h[show what a verb does, with examples]'
      '--help[show what a verb does, with examples]'
      '-v[show the version]'
      '--version[show the version]'
      '--no-color[no colours and links, as with NO_COLOR=1]'
    ) ;;
  esac
  _arguments -s $flags '*:file:_files'
}
_qmd "$@"
