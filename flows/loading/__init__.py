"""How a flow file becomes a `flows.model.Flow`: `nodes` (YAML), `reading` (keys and values), `outline` (what there is),
`steps` (expressions and rules), `order` (dependencies). The way in is `flows.loader.load_flow`."""
