"""The templates of readers' pages, put together once with what they extend: Django does so for each page anew, which
costs a third of what there is to do for one whose pieces are kept."""

from django.template.base import VariableNode
from django.template.loader_tags import BlockNode, ExtendsNode
from django.template.loaders import cached

#: What is put together. The desk's templates extend Django's, and some ask for a block of those.
OF_PAGES = "newsroom/"


class Loader(cached.Loader):
    """Django's, which compiles a template once."""

    def get_template(self, template_name, skip=None):
        template = super().get_template(template_name, skip)
        # While one develops, an error shows the line of the template that was written.
        if template_name.startswith(OF_PAGES) and not self.engine.debug:
            self._put_together(template)
        return template

    def _put_together(self, template):
        """Let a template that extends another be that other, with its own blocks in their places."""
        blocks, nodes = {}, template.nodelist
        while nodes and isinstance(nodes[0], ExtendsNode):
            blocks = nodes[0].blocks | blocks
            # A copy for this page alone: each fills the blocks in its own way.
            nodes = super(cached.Loader, self).get_template(nodes[0].parent_name.resolve({})).nodelist
        if nodes is not template.nodelist:
            _fill(nodes, blocks)
            template.nodelist = nodes


def _fill(nodes, blocks):
    for node in nodes.get_nodes_by_type(BlockNode):
        if node.name in blocks and blocks[node.name] is not node:
            node.nodelist = blocks[node.name].nodelist
            _fill(node.nodelist, blocks)
    for node in nodes.get_nodes_by_type(VariableNode):
        if node.filter_expression.token.startswith("block.super"):
            raise NotImplementedError(f"{node.origin}: a page's template knows nothing of the block that it replaces")
