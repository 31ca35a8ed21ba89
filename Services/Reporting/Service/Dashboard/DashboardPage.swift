import ServiceRuntime
enum DashboardPage { static func text(in language: Language) -> String { "" } }
