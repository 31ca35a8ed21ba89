enum DashboardStyle { static let text = "" }
