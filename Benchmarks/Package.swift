// swift-tools-version: 6.2
//
// Benchmarks Turnout from outside: a server, a yardstick and a runner. It uses no module of the main package, only the
// finished `turnout` program, so that it measures what people run.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "turnout-benchmarks",
    products: [
        .executable(name: "turnout-bench", targets: ["turnout-bench"]),
        .executable(name: "bench-server", targets: ["bench-server"]),
        .executable(name: "reference-server", targets: ["reference-server"]),
        .executable(name: "bench-yardstick", targets: ["bench-yardstick"]),
        .library(name: "threadcount", type: .dynamic, targets: ["thread-count"]),
    ],
    targets: [
        // The server: one thread, epoll, OpenSSL.
        .executableTarget(name: "bench-server", dependencies: ["bench-tls"], cSettings: [.define("_GNU_SOURCE")]),
        // The server that knows the truth: delays from a distribution, and a log with the kernel's moments.
        .executableTarget(
            name: "reference-server", dependencies: ["bench-tls"], cSettings: [.define("_GNU_SOURCE")],
            linkerSettings: [.linkedLibrary("nghttp2"), .linkedLibrary("m")]),
        .target(name: "bench-tls", linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
        // The yardstick: the same flow on libcurl alone.
        .executableTarget(
            name: "bench-yardstick", cSettings: [.define("_GNU_SOURCE")], linkerSettings: [.linkedLibrary("curl")]),
        // Preloaded into Turnout: counts the threads that libcurl starts.
        .target(name: "thread-count", cSettings: [.define("_GNU_SOURCE")], linkerSettings: [.linkedLibrary("dl")]),
        // Starts a child pinned to cores and reads its resource usage, which Foundation's Process cannot do.
        .target(name: "CProcess", cSettings: [.define("_GNU_SOURCE")]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .executableTarget(name: "turnout-bench", dependencies: ["CProcess", "CSQLite"], swiftSettings: strict),
    ]
)
