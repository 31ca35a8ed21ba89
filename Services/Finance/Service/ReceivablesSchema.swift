import Persistence

/// Later tables around receivables.
enum ReceivablesSchema {
  /// `earned`: revenue of an order or a service charge with the tax in it. `receivable_terms`: label and due date from
  /// a day on.
  static let terms = Migration(
    """
    CREATE TABLE earned (
      subject TEXT PRIMARY KEY, amount INTEGER NOT NULL, tax INTEGER NOT NULL, currency TEXT NOT NULL) STRICT;
    CREATE TABLE receivable_terms (
      receivable TEXT NOT NULL, on_day TEXT NOT NULL, place INTEGER NOT NULL, label TEXT NOT NULL, due_on TEXT NOT NULL,
      PRIMARY KEY (receivable, on_day, place)) STRICT;
    """)
}
