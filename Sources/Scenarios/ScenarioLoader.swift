// From a file to a plan: the only entry point to the scenario language.

/// Loads scenarios: reads them, applies overrides, resolves `${env.*}`, validates, and makes the plan.
package struct ScenarioLoader: Sendable {
    /// Values of `${env.*}`.
    package var environment: [String: String]
    /// Values that replace the scenario's. Of two for the same path, the later one counts.
    package var overrides: [Override]

    /// Creates a loader. It does not read the process's environment or arguments: the caller passes both in.
    package init(environment: [String: String] = [:], overrides: [Override] = []) {
        self.environment = environment
        self.overrides = overrides
    }

    /// Loads a scenario from a file. Relative paths in it are taken from the file's folder.
    ///
    /// - Throws: All errors of the file and of the overrides, each with its place.
    package func load(file: String) throws(ScenarioErrors) -> Plan {
        let text: String
        do {
            text = try SourceFile.read(file)
        } catch {
            throw ScenarioErrors([error])
        }
        return try load(text: text, file: file)
    }

    /// Loads a scenario from text. Errors and the plan name it `file`, and relative paths in it are resolved from the
    /// folder of `file`.
    ///
    /// - Throws: All errors of the text and of the overrides, each with its place.
    package func load(text: String, file: String) throws(ScenarioErrors) -> Plan {
        let context = LoadContext(source: SourceText(text), file: file, environment: environment)
        guard let tree = YAMLTree.compose(context.source, reportingTo: context) else { throw context.failure }
        let includes = IncludeResolution(context: context)
        let whole = includes.resolve(tree)
        guard includes.isComplete else { throw context.failure }
        let overridden = OverrideApplication(overrides: overrides, context: context).apply(to: whole)
        let read = ScenarioReader(context: context).plan(from: overridden)
        guard context.errors.isEmpty, var plan = read else { throw context.failure }
        plan.dataDigest = context.digest.value
        return plan
    }
}
