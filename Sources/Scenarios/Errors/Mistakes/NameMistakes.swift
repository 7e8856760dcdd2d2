// What can be wrong with names in `${…}`.

extension Mistake {
    static var nameNotClosed: Mistake {
        Mistake("`${` without a closing `}`", remedy: "write $${ for a literal ${")
    }

    static var nameEmpty: Mistake {
        Mistake("`${}` without a name", remedy: "write $${ for a literal ${")
    }

    static func unknownName(_ name: String, nearest: String?) -> Mistake {
        Mistake(
            "unknown name ${\(name)}",
            expected: nearest == nil
                ? "env.…, participant.…, run.id, target.…, platform.… or what an earlier step extracts" : nil,
            remedy: nearest.map { "did you mean ${\($0)}?" })
    }

    /// `$NAME` or `${NAME}`, as in a shell. `name` is nil if it may itself be a secret.
    static func shellVariable(written: String?, name: String?) -> Mistake {
        Mistake(
            "\(written.map(quoted) ?? "a text of the form $NAME") is not a name of the language",
            remedy: name.map { "write ${env.\($0)} for the environment variable" }
                ?? "write ${env.NAME} for an environment variable")
    }

    /// A value that is used before the step that extracts it, or in that step itself.
    static func valueBeforeStep(_ name: String, step: String, isSame: Bool) -> Mistake {
        Mistake(
            isSame
                ? "${\(name)} is extracted by this step itself, so that its own texts cannot use it"
                : "${\(name)} is used before step \(quoted(step)), which extracts it",
            remedy: isSame ? "use it in a later step" : "move this step behind that one")
    }

    /// `${target.site}` without a site.
    static var siteMissing: Mistake {
        Mistake(
            "${target.site} has no value: the scenario names no site, and only the stand-in has one of its own",
            remedy: "add `target: { site: https://… }`")
    }

    /// `${target.site}` where the site comes from an empty variable.
    static var siteEmpty: Mistake {
        Mistake(
            "${target.site} has no value: the environment variable that target.site is written with is empty",
            remedy: "set it to the site's address, such as https://lms.example")
    }

    /// A participant's name where there is no participant: in `setup` or `teardown`.
    static func noParticipant(_ name: String, section: String) -> Mistake {
        Mistake(
            "${\(name)} in \(section), which runs once and for no participant",
            expected: "env.…, run.id, target.… or platform.…")
    }

    static func nameOnlyDuringJourney(_ name: String, path: String) -> Mistake {
        Mistake("${\(name)} is known only during the journey", expected: "a value or ${env.…} for \(path)")
    }

    static func badEnvironmentName(_ name: String) -> Mistake {
        Mistake("${env.\(name)}", expected: "a variable's name of letters, digits and underscores")
    }

    static func environmentMissing(_ name: String) -> Mistake {
        Mistake(
            "the environment variable \(name) is not set",
            remedy: "set it, give it in --env-file, or write a default: ${env.\(name):-…}")
    }
}
