"""The data desk: private drafts, who may do what, approval, embargo, publishing; without any screen."""
