// The arguments of `turnout schema`.
import ArgumentParser

struct SchemaArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the scenario language, for editors.",
        discussion: """
            Example: completion and hover texts in an editor with a YAML language server
              turnout schema > turnout.schema.json
              sed -i '1i # yaml-language-server: $schema=turnout.schema.json' webinar.yaml

            The schema knows the form of a scenario. What also depends on files, names and the order of steps is found by \
            'turnout check'.
            """)

    @OptionGroup
    var output: OutputArguments
}
