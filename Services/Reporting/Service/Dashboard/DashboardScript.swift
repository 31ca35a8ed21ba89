enum DashboardScript { static let text = "" }
