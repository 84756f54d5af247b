import Plumbing
